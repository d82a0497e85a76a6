import net from 'node:net';
import { Advice } from './advice.mjs';
import { defaultPorts, freePorts, isFree, portVariable, portsFrom, requireFree } from './ports.mjs';

describe('ports', () => {
  test('each can be moved by its variable', () => {
    expect(portsFrom({})).toEqual(defaultPorts);
    expect(portsFrom({ SWITCHBOARD_EDGE_PORT: '8080', SWITCHBOARD_KAFKA_CONTROLLER_PORT: '9999' })).toEqual({
      ...defaultPorts,
      edge: 8080,
      kafkaController: 9999,
    });
    expect(portVariable('kafkaController')).toBe('SWITCHBOARD_KAFKA_CONTROLLER_PORT');
  });

  test.each(['x', '0', '65536', '-1', '80.5'])('%s is no port', (value) => {
    expect(() => portsFrom({ SWITCHBOARD_TEAM_PORT: value })).toThrow(
      /^SWITCHBOARD_TEAM_PORT is ".*": set it to a port/,
    );
  });

  test.each(['127.0.0.1', '0.0.0.0', '::'])('one taken at %s is answered with its variable', async (host) => {
    const server = net.createServer();
    await new Promise((resolve) => server.listen(0, host, resolve));
    const { port } = server.address();
    const refused = requireFree([['redis', port]]);
    await expect(refused).rejects.toThrow(Advice);
    await expect(refused).rejects.toThrow(
      `Port ${port} (redis) is taken: stop the program that uses it, or set SWITCHBOARD_REDIS_PORT to a free port.`,
    );
    await new Promise((resolve) => server.close(resolve));
    expect(await isFree(port)).toBe(true);
  });

  test('one that two programs are to listen on is answered with the variables of both', async () => {
    await expect(requireFree(Object.entries({ edge: 1, team: 2, routing: 1 }))).rejects.toThrow(
      'Port 1 is for both edge and routing: set SWITCHBOARD_EDGE_PORT or SWITCHBOARD_ROUTING_PORT to another port.',
    );
  });

  test('free ones are all different', async () => {
    const ports = Object.values(await freePorts());
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('of the free ones none was drawn twice, and none is taken', async () => {
    const server = net.createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const taken = server.address().port;
    const { redis, kafka } = await freePorts(['redis', 'kafka', 'mail']);
    const draws = [taken, redis, redis, taken, kafka];
    expect(await freePorts(['one', 'two'], () => draws.shift())).toEqual({ one: redis, two: kafka });
    await new Promise((resolve) => server.close(resolve));
  });
});
