import type { OperatorCommand } from '@switchboard/chassis';
import type { Command } from 'commander';
import { platformScopes, type Scope } from '../api-keys/api-key.dto.js';
import { PlatformKeys } from '../api-keys/platform-keys.js';
import { withService } from './operator.module.js';

interface Options {
  name: string;
  scopes: string;
  dryRun?: boolean;
}

/** `platform-key-create`: a key of the platform itself, for nickname reviews. */
export class CreatePlatformKeyCommand implements OperatorCommand {
  readonly name = 'platform-key-create';
  readonly description = 'Make a platform key (nickname reviews only) and print it, once';

  configure(command: Command): void {
    command
      .requiredOption('--name <name>', 'to recognise it by')
      .option('--scopes <list>', 'comma separated', platformScopes.join(','))
      .option('--dry-run', 'say what would be done, do nothing')
      .action((options: Options) => this.run(options));
  }

  private async run({ name, scopes, dryRun }: Options): Promise<void> {
    const wanted = scopes.split(',').map((scope) => scope.trim());
    const unknown = wanted.filter((scope) => !(platformScopes as readonly string[]).includes(scope));
    if (unknown.length > 0)
      throw new Error(`A platform key cannot have ${unknown.join(', ')}; only ${platformScopes.join(', ')}.`);
    if (dryRun) {
      process.stdout.write(`would make the platform key “${name}” with ${wanted.join(', ')}\n`);
      return;
    }
    const { key, row } = await withService(PlatformKeys, (keys) => keys.create(name, wanted as Scope[]));
    process.stdout.write(`id   ${row.key_id}\nkey  ${key}\nThe key is shown this once.\n`);
  }
}
