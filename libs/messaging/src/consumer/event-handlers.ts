import { definitionsOn, type EventDefinition, type TopicDefinition } from '@switchboard/contracts';
import type { IncomingEvent } from './incoming-event.js';

/** Calls one handler; whatever it throws comes back as it was thrown. */
export type EventHandler = (event: IncomingEvent) => Promise<unknown>;

/** The handlers of a process, by event. */
export class EventHandlers {
  private readonly handlers = new Map<string, EventHandler>();
  private readonly definitions = new Map<string, Map<string, EventDefinition>>();

  add(definition: EventDefinition, handler: EventHandler): void {
    this.handlers.set(definition.ceType, handler);
    const known = this.definitions.get(definition.topic.name) ?? this.onTopic(definition.topic);
    this.definitions.set(definition.topic.name, known.set(definition.ceType, definition));
  }

  get topics(): string[] {
    return [...this.definitions.keys()];
  }

  /** Everything that may stand on the topic, handled here or not. */
  definitionsOn(topic: string): EventDefinition[] {
    return [...(this.definitions.get(topic)?.values() ?? [])];
  }

  of(type: string): EventHandler | undefined {
    return this.handlers.get(type);
  }

  private onTopic(topic: TopicDefinition): Map<string, EventDefinition> {
    return new Map(definitionsOn(topic).map((definition) => [definition.ceType, definition]));
  }
}
