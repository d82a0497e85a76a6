import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/migrations.js';
import { RepublishCommand } from './republish.command.js';

await runOperator({
  service: 'team',
  description: 'Agents of each shop and the shop’s settings.',
  commands: [new MigrateCommand('team', migrations), ...deadLetterCommands('team'), new RepublishCommand()],
});
