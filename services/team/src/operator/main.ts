import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands, stateCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/data-source.js';
import { SERVICE } from '../service-name.js';

await runOperator({
  service: SERVICE,
  description: 'Agents of each shop and the shop’s settings.',
  commands: [
    new MigrateCommand(SERVICE, migrations),
    ...deadLetterCommands(SERVICE),
    ...stateCommands(SERVICE),
  ],
});
