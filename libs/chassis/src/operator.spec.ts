import { jest } from '@jest/globals';
import type { Command } from 'commander';
import { runOperator, type OperatorCommand } from './operator.js';

class RefusingCommand implements OperatorCommand {
  readonly name = 'refuse';
  readonly description = 'Always refuses';

  configure(command: Command): void {
    command.option('--dry-run', 'only say what would happen').action((options: { dryRun?: boolean }) => {
      if (!options.dryRun) throw new Error('Start the suite first.');
    });
  }
}

describe('operator commands', () => {
  const run = async (...words: string[]) => {
    const errors: string[] = [];
    const spies = [
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => !!errors.push(String(text))),
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => !!errors.push(String(text))),
    ];
    process.exitCode = 0;
    await runOperator({ service: 'team', description: 'Team', commands: [new RefusingCommand()] }, [
      'node',
      'x',
      ...words,
    ]);
    for (const spy of spies) spy.mockRestore();
    const code = process.exitCode;
    process.exitCode = 0;
    return { code, text: errors.join('') };
  };

  it('exit 0 when done', async () => expect((await run('refuse', '--dry-run')).code).toBe(0));

  it('exit 1 with one sentence and no stack when refused', async () => {
    expect(await run('refuse')).toEqual({ code: 1, text: 'Start the suite first.\n' });
  });

  it('exit 2 with the help for a wrong call', async () => {
    const { code, text } = await run('nonsense');
    expect(code).toBe(2);
    expect(text).toContain("unknown command 'nonsense'");
  });

  it('explain themselves', async () => {
    const { code, text } = await run('--help');
    expect(code).toBe(0);
    expect(text).toContain('Always refuses');
  });
});
