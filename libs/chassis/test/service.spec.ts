import { Module } from '@nestjs/common';
import { createServer } from 'node:net';
import {
  ChassisModule,
  createService,
  LivenessRegistry,
  Metrics,
  ReadinessRegistry,
  ShutdownSequence,
} from '../src/index.js';

@Module({ imports: [ChassisModule.forRoot({ service: 'example', environment: { LOG_LEVEL: 'silent' } })] })
class ExampleModule {}

const environment = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
const start = () => createService({ name: 'example', module: ExampleModule, environment, extensions: [] });

describe('a service', () => {
  it('answers its probes with the reasons by name', async () => {
    const app = await start();
    const get = async (path: string) => {
      const answer = await fetch(`${await app.getUrl()}${path}`);
      return { status: answer.status, body: (await answer.json()) as { failures: unknown } };
    };
    expect((await get('/health/ready')).status).toBe(200);
    app.get(ReadinessRegistry).add({ name: 'topics', check: () => 'behind by 3' });
    app.get(LivenessRegistry).add({
      name: 'consumer',
      check: () => {
        throw new Error('stands still');
      },
    });
    expect(await get('/health/ready')).toMatchObject({
      status: 503,
      body: { failures: { topics: 'behind by 3' } },
    });
    expect(await get('/health/live')).toMatchObject({
      status: 503,
      body: { failures: { consumer: 'stands still' } },
    });
    await app.close();
  });

  it('shows its metrics to Prometheus, one metric per name', async () => {
    const app = await start();
    const metrics = app.get(Metrics);
    metrics.counter('example_total', 'Examples').inc(2);
    expect(metrics.counter('example_total', 'Examples')).toBe(metrics.counter('example_total', 'Examples'));
    const text = await (await fetch(`${await app.getUrl()}/metrics`)).text();
    expect(text).toContain('example_total{service="example"} 2');
    await app.close();
  });

  it('ends in order: intake, work, connections; a failing step does not stop the others', async () => {
    const app = await start();
    const order: string[] = [];
    const sequence = app.get(ShutdownSequence);
    sequence.on('connections', 'pool', () => order.push('connections'));
    sequence.on('work', 'drain', () => order.push('work'));
    sequence.on('intake', 'broken', () => Promise.reject(new Error('no')));
    sequence.on('intake', 'consumer', () => order.push('intake'));
    await app.close();
    expect(order).toEqual(['intake', 'work', 'connections']);
  });

  it('says that its port is taken', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const port = (blocker.address() as { port: number }).port;
    await expect(
      createService({
        name: 'example',
        module: ExampleModule,
        environment: { ...environment, PORT: port },
        extensions: [],
      }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    blocker.close();
  });
});
