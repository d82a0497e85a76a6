import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands, stateCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/migrations/all.js';
import { CreatePlatformKeyCommand } from './create-platform-key.command.js';
import { RevokePlatformKeyCommand } from './revoke-platform-key.command.js';

await runOperator({
  service: 'identity',
  description: 'Operator commands of the identity service',
  commands: [
    new MigrateCommand('identity', migrations),
    ...deadLetterCommands('identity'),
    ...stateCommands('identity'),
    new CreatePlatformKeyCommand(),
    new RevokePlatformKeyCommand(),
  ],
});
