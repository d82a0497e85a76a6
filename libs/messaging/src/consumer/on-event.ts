import { applyDecorators, Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { EventDefinition } from '@switchboard/contracts';
import { throwError, type Observable } from 'rxjs';

/** What the transport finds beside a handler. */
export interface HandlerExtras extends Record<string, unknown> {
  definition: EventDefinition;
}

/** Hands a handler's error to the consumer policy as it is; Nest's own filter would turn it into a text. */
@Catch()
class PassOn implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Marks a controller's method as the handler of an event: `handle(event: IncomingEvent<typeof memberState>)`.
 * Events of one key come one after the other. Throw TransientError (or let a connection error through) to be
 * called again until it works, InvalidEventError to put the event aside for good; anything else is tried a few
 * times, then the event goes to the dead letters and its key is parked.
 */
export function OnEvent(definition: EventDefinition): MethodDecorator {
  const extras: HandlerExtras = { definition };
  return applyDecorators(EventPattern<string>(definition.ceType, extras), UseFilters(PassOn));
}
