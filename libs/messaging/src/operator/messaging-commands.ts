import type { OperatorCommand } from '@switchboard/chassis';
import { ListDeadLettersCommand } from './list-dead-letters.command.js';
import { RepublishStatesCommand } from './republish-states.command.js';
import { ReplayDeadLettersCommand } from './replay-dead-letters.command.js';

/** The command of a service that owns states (`MessagingModule.forRoot({ states })`). */
export function stateCommands(service: string): OperatorCommand[] {
  return [new RepublishStatesCommand(service)];
}

/** The commands that every consuming service offers its operators. */
export function deadLetterCommands(service: string): OperatorCommand[] {
  return [new ListDeadLettersCommand(service), new ReplayDeadLettersCommand(service)];
}
