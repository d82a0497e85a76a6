import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/data-source.js';

await runOperator({
  service: 'routing',
  description: 'Chats, their assignment, and what customers receive.',
  commands: [new MigrateCommand('routing', migrations), ...deadLetterCommands('routing')],
});
