import 'reflect-metadata';
import { runOperator } from '@switchboard/chassis';
import { deadLetterCommands, stateCommands } from '@switchboard/messaging';
import { MigrateCommand } from '@switchboard/persistence';
import { functions, migrations } from '../db/data-source.js';
import { SERVICE } from '../service-name.js';
import { DoctorCommand } from './doctor.command.js';
import { ReloadRedisCommand } from './reload-redis.command.js';

await runOperator({
  service: SERVICE,
  description: 'Chats, who gets them, and what customers receive',
  commands: [
    new MigrateCommand(SERVICE, migrations, functions),
    ...deadLetterCommands(SERVICE),
    ...stateCommands(SERVICE),
    new ReloadRedisCommand(),
    new DoctorCommand(),
  ],
});
