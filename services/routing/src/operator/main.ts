import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands, stateCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { functions, migrations } from '../db/data-source.js';
import { DoctorCommand } from './doctor.command.js';
import { ReloadRedisCommand } from './reload-redis.command.js';

const service = 'routing';

await runOperator({
  service,
  description: 'Chats, who gets them, and what customers receive',
  commands: [
    new MigrateCommand(service, migrations, functions),
    ...deadLetterCommands(service),
    ...stateCommands(service),
    new ReloadRedisCommand(),
    new DoctorCommand(),
  ],
});
