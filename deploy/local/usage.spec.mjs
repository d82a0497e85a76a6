import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('run.mjs', import.meta.url));

/** A command as npm runs it. */
function call(...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the commands of package.json', () => {
  test.each([
    'start',
    'test',
    'test-cluster',
    'test-model',
    'test-proof',
    'test-containers',
    'bench-memory',
    'compose-env',
    'operator',
    'snapshot',
    'release-record',
  ])('%s explains itself and starts nothing', (command) => {
    const { status, stdout, stderr } = call(command, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^usage: npm (start|test|run [a-z:]+)/);
  });

  test.each([
    [['start', '--fast'], /^\n--fast is not known; usage: npm start/],
    [['operator', 'billing'], /^\nusage: npm run operator/],
    [['bench-memory', 'localhost'], /^\nlocalhost is not the address of a Redis/],
    [['test-model', '--runs', 'many'], /^\n--runs and --seed are whole numbers\nusage/],
    [['test-model', '--mutation', 'none'], /^\nThere is no mutation none; there are no-shop-lock, /],
  ])('%s is a wrong call: a sentence and no stack', (words, sentence) => {
    const { status, stdout, stderr } = call(...words);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n +at /);
  });
});
