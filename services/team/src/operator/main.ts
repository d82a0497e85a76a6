import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands, stateCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/migrations.js';

await runOperator({
  service: 'team',
  description: 'Agents of each shop and the shop’s settings.',
  commands: [new MigrateCommand('team', migrations), ...deadLetterCommands('team'), ...stateCommands('team')],
});
