import { randomInt } from 'node:crypto';
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
 * Fails with what to do if one of these ports is in use, or wanted twice.
 * @param {Array<[string, number]>} used names and ports
 */
export async function requireFree(used) {
  for (const [at, [name, port]] of used.entries()) {
    const [other] = used.slice(0, at).find(([, taken]) => taken === port) ?? [];
    if (other)
      throw new Advice(
        `Port ${port} is for both ${other} and ${name}: set ${portVariable(other)} or ${portVariable(name)} to another port.`,
      );
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
    if (answer.server) await new Promise((resolve) => answer.server.close(resolve));
  }
  return true;
}

/** Below the ports that systems give to outgoing connections: one of those could take a port before its server does. */
const [lowestFree, freeCount] = [10_000, 10_000];

/** The same names with ports of which each is free and no two are the same. */
export async function freePorts(names = Object.keys(defaultPorts), somePort = randomPort) {
  const ports = new Set();
  while (ports.size < names.length) {
    const port = somePort();
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return Object.fromEntries(names.map((name, at) => [name, [...ports][at]]));
}

const randomPort = () => lowestFree + randomInt(freeCount);

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
