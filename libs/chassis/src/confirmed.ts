import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; without one, only `--yes` counts. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error(`${question} There is no terminal to ask on: repeat with --yes.`);
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test(await prompt.question(`${question} [y/N] `));
  } finally {
    prompt.close();
  }
}
