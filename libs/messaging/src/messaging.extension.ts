import type { ServiceExtension } from '@switchboard/chassis';
import { KafkaTransport } from './consumer/kafka-transport.js';
import { MessagingLife } from './messaging-life.js';

/** Connects the handlers of `@OnEvent` and, once the port is open, starts relay and consumer. */
export function messagingExtension(): ServiceExtension {
  return {
    name: 'messaging',
    configure: (app) => {
      app.connectMicroservice({ strategy: app.get(KafkaTransport) });
    },
    started: async (app) => {
      app.get(MessagingLife).start();
      await app.startAllMicroservices();
    },
  };
}
