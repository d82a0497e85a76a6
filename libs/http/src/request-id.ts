import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';

const sane = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Keeps the caller's x-request-id when it is harmless in logs and headers, else makes one; sends it back. */
export function assignRequestId(request: FastifyRequest, reply: FastifyReply): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && sane.test(given) ? given : uuidv7();
  request.id = id;
  (request.raw as { id?: string }).id = id;
  reply.header('x-request-id', id);
}
