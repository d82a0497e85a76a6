import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
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

/** Answers JSON through libraries that log. */
class TalkativeCommand implements OperatorCommand {
  readonly name = 'talk';
  readonly description = 'Answers JSON';

  configure(command: Command): void {
    command.action(() => {
      const logger = new Logger('Kafka');
      logger.debug('consumer has joined the group');
      logger.warn('a broker is away');
      process.stdout.write('{"checks":[]}\n');
    });
  }
}

describe('operator commands', () => {
  const commands = [new RefusingCommand(), new TalkativeCommand()];

  const run = async (...words: string[]) => {
    const [answered, beside]: [string[], string[]] = [[], []];
    const spies = [
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => !!answered.push(String(text))),
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => !!beside.push(String(text))),
    ];
    process.exitCode = 0;
    await runOperator({ service: 'team', description: 'Team', commands }, ['node', 'x', ...words]);
    for (const spy of spies) spy.mockRestore();
    const code = process.exitCode;
    process.exitCode = 0;
    return { code, answer: answered.join(''), text: beside.join('') };
  };

  it('exit 0 when done', async () => expect((await run('refuse', '--dry-run')).code).toBe(0));

  it('exit 1 with one sentence and no stack when refused', async () => {
    expect(await run('refuse')).toEqual({ code: 1, answer: '', text: 'Start the suite first.\n' });
  });

  it('exit 2 with the help for a wrong call', async () => {
    const { code, text } = await run('nonsense');
    expect(code).toBe(2);
    expect(text).toContain("unknown command 'nonsense'");
  });

  it('explain themselves', async () => {
    const { code, answer } = await run('--help');
    expect(code).toBe(0);
    expect(answer).toContain('Always refuses');
  });

  it('answer what a program can read, whatever libraries log meanwhile', async () => {
    const { answer, text } = await run('talk');
    expect(JSON.parse(answer)).toEqual({ checks: [] });
    expect(text).toContain('a broker is away');
    expect(text).not.toContain('joined');
  });
});
