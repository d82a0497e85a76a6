import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { migrations } from '../db/data-source.js';
import { ReloadRedisCommand } from './reload-redis.command.js';
import { RepublishCommand } from './republish.command.js';

const service = 'routing';

await runOperator({
  service,
  description: 'Chats, who gets them, and what customers receive',
  commands: [
    new MigrateCommand(service, migrations),
    ...deadLetterCommands(service),
    new RepublishCommand(),
    new ReloadRedisCommand(),
  ],
});
