import net from 'node:net';
import { Advice } from './advice.mjs';

/** The ports of `npm start` and the variable that moves each of them. */
export const defaultPorts = {
  edge: 3000,
  identity: 3001,
  team: 3002,
  routing: 3003,
  translation: 3004,
  mail: 1080,
  smtp: 1025,
  postgres: 5442,
  redis: 6389,
  kafka: 9192,
  kafkaController: 9193,
  translator: 2737,
};

export const portVariable = (name) =>
  `SWITCHBOARD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_PORT`;

/** Default ports with the environment's overrides. */
export function portsFrom(environment) {
  return Object.fromEntries(
    Object.entries(defaultPorts).map(([name, port]) => {
      const value = environment[portVariable(name)];
      if (value === undefined || value === '') return [name, port];
      if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > 65_535) {
        throw new Advice(`${portVariable(name)} is "${value}": set it to a port between 1 and 65535.`);
      }
      return [name, Number(value)];
    }),
  );
}

/**
 * Fails with what to do if one of these ports is in use.
 * @param {Array<[string, number]>} used names and ports
 */
export async function requireFree(used) {
  for (const [name, port] of used) {
    if (await isFree(port)) continue;
    throw new Advice(
      `Port ${port} (${name}) is taken: stop the program that uses it, or set ${portVariable(name)} to a free port.`,
    );
  }
}

/** Free on this machine's own address and on all addresses. */
export async function isFree(port) {
  for (const host of ['127.0.0.1', '::']) {
    const answer = await listen(port, host);
    if (answer.code === 'EADDRINUSE' || answer.code === 'EACCES') return false;
    answer.server?.close();
  }
  return true;
}

/** The same names with ports that the system has to spare. */
export async function freePorts(names = Object.keys(defaultPorts)) {
  const found = await Promise.all(names.map(() => listen(0, '127.0.0.1')));
  const ports = Object.fromEntries(names.map((name, at) => [name, found[at].server.address().port]));
  await Promise.all(found.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve({ code: error.code }));
    server.listen({ port, host, exclusive: true }, () => resolve({ server }));
  });
}

/** Waits until something accepts connections there. */
export async function accepting(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host, timeout: 1_000 });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
