const started = Date.now();
const patienceMs = 1_500;

/** One line: seconds since the start, what it is about, what happened. */
export function say(name, text) {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${name.padEnd(12)} ${text}\n`);
}

/**
 * Runs one step and says how it ended. A step that takes longer announces itself with `waiting`.
 * @template T
 * @param {string} name
 * @param {string} waiting what to print if it is not done at once
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} [done] what to print at the end; nothing if it gives an empty text
 * @returns {Promise<T>}
 */
export async function step(name, waiting, work, done = () => 'done') {
  const timer = setTimeout(() => say(name, `${waiting} ...`), patienceMs);
  try {
    const result = await work();
    const text = done(result);
    if (text) say(name, text);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
