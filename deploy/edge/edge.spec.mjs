import http from 'node:http';
import { freePorts } from '../local/ports.mjs';
import { startEdge } from './edge.mjs';

/** A real HTTP server in the place of the services, which tells what reached it. */
describe('the development edge', () => {
  let upstream;
  let edge;
  let streamClosed;

  beforeAll(async () => {
    const closed = new Promise((resolve) => (streamClosed = resolve));
    streamClosed.happened = closed;
    upstream = http.createServer((request, response) => {
      if (request.url.startsWith('/v1/stream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: first\n\n');
        response.on('close', streamClosed);
        return;
      }
      let body = '';
      request
        .on('data', (part) => (body += part))
        .on('end', () => {
          response.writeHead(request.method === 'POST' ? 201 : 503, {
            'content-type': 'application/json',
            etag: '"7"',
          });
          response.end(JSON.stringify({ url: request.url, headers: request.headers, length: body.length }));
        });
    });
    await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${upstream.address().port}`;
    const { edge: port } = await freePorts(['edge']);
    edge = await startEdge({ port, upstreams: (service) => (service === 'team' ? [] : [origin]) });
  });

  afterAll(async () => {
    await edge.close();
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  });

  test('passes method, body and answer through and says itself where the request came from', async () => {
    const headers = {
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.9',
      authorization: 'Bearer t',
    };
    const answer = await fetch(`${edge.url}/v1/auth/login?x=1`, { method: 'POST', headers, body: '{"a":1}' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"7"');
    const seen = await answer.json();
    expect(seen).toMatchObject({ url: '/v1/auth/login?x=1', length: 7 });
    expect(seen.headers).toMatchObject({
      authorization: 'Bearer t',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
  });

  test('a 503 of a service is its answer, not repeated', async () => {
    const answer = await fetch(`${edge.url}/v1/me`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ url: '/v1/me' });
  });

  test('what matches nothing is 404, a service that is down is 503, both as problems', async () => {
    const unknown = await fetch(`${edge.url}/metrics`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
    expect(await unknown.json()).toMatchObject({ code: 'not_found' });
    const down = await fetch(`${edge.url}/v1/avatars/x`);
    expect(down.status).toBe(503);
    expect(await down.json()).toMatchObject({ code: 'dependency.unavailable' });
  });

  test('a stream arrives while it is written, and its end on one side ends the other', async () => {
    const abort = new AbortController();
    const answer = await fetch(`${edge.url}/v1/stream?shopIds=a`, { signal: abort.signal });
    const reader = answer.body.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe('data: first\n\n');
    abort.abort();
    await streamClosed.happened;
  });
});
