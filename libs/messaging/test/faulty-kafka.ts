import net from 'node:net';
import { FaultProxy } from '@switchboard/testing';
import { KafkajsConnector } from '../src/kafka/kafkajs-connector.js';
import type { Ground } from './probe.js';

/** A way to the run's broker that fails on command: whatever address the broker advertises, the proxy is asked. */
export interface FaultyKafka {
  proxy: FaultProxy;
  connector: KafkajsConnector;
  /** As if the broker were stopped. */
  stop(): void;
  /** And started again. */
  start(): void;
}

/** Opens it; times are shortened so that a test sees what takes seconds in life. */
export async function faultyKafka(
  { broker }: Ground,
  times: { produceTimeoutMs?: number; sessionTimeoutMs?: number } = {},
): Promise<FaultyKafka> {
  const { hostname, port } = new URL(`tcp://${broker.brokers[0]}`);
  const proxy = await FaultProxy.to(hostname, Number(port));
  const connector = new KafkajsConnector({
    brokers: broker.brokers,
    clientId: 'faulty',
    prefix: broker.topicPrefix,
    produceTimeoutMs: times.produceTimeoutMs ?? 1_000,
    sessionTimeoutMs: times.sessionTimeoutMs ?? 6_000,
    socketFactory: ({ onConnect }) => {
      const socket = net.connect({ host: '127.0.0.1', port: proxy.port }, onConnect);
      return socket.setNoDelay(true);
    },
  });
  return {
    proxy,
    connector,
    stop: () => {
      proxy.mode = 'refuse';
      proxy.cut();
    },
    start: () => {
      proxy.mode = 'pass';
    },
  };
}
