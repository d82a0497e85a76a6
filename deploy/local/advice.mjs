/** Something the person at the keyboard can mend: its message is one sentence that says what to do. */
export class Advice extends Error {
  name = 'Advice';
}

/** Prints an error the way it deserves: advice as its sentence, anything else with its stack. */
export function report(error) {
  const text = error instanceof Advice ? error.message : (error?.stack ?? String(error));
  process.stderr.write(`\n${text}\n`);
}
