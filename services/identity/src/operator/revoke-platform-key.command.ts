import { confirmed, type OperatorCommand } from '@switchboard/chassis';
import { isId } from '@switchboard/http';
import type { Command } from 'commander';
import { PlatformKeys } from '../api-keys/platform-keys.js';
import { withService } from './operator.module.js';

interface Options {
  dryRun?: boolean;
  yes?: boolean;
}

/** `platform-key-revoke`: takes a platform key back, for good. */
export class RevokePlatformKeyCommand implements OperatorCommand {
  readonly name = 'platform-key-revoke';
  readonly description = 'Revoke a platform key for good';

  configure(command: Command): void {
    command
      .argument('<id>', 'id of the key, as it was printed when it was made')
      .option('--dry-run', 'say what would be done, do nothing')
      .option('--yes', 'do not ask')
      .action((id: string, options: Options) => this.run(id, options));
  }

  private async run(id: string, { dryRun, yes }: Options): Promise<void> {
    if (!isId(id)) throw new Error(`“${id}” is not the id of a key.`);
    if (dryRun) {
      process.stdout.write(`would revoke the platform key ${id}\n`);
      return;
    }
    if (!yes && !(await confirmed(`Revoke the platform key ${id} for good?`))) return;
    const revoked = await withService(PlatformKeys, (keys) => keys.revoke(id));
    process.stdout.write(revoked ? `revoked ${id}\n` : `${id} was revoked already\n`);
  }
}
