import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands, stateCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/data-source.js';
import { SERVICE } from '../service-name.js';
import { CreatePlatformKeyCommand } from './create-platform-key.command.js';
import { RevokePlatformKeyCommand } from './revoke-platform-key.command.js';

await runOperator({
  service: SERVICE,
  description: 'Operator commands of the identity service',
  commands: [
    new MigrateCommand(SERVICE, migrations),
    ...deadLetterCommands(SERVICE),
    ...stateCommands(SERVICE),
    new CreatePlatformKeyCommand(),
    new RevokePlatformKeyCommand(),
  ],
});
