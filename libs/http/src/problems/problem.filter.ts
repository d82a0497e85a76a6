import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemException } from './problem.js';
import { toProblem } from './to-problem.js';

/** Answers everything that is thrown as problem+json. Unexpected errors are logged, and answered as `internal.error` only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, unexpected } = toProblem(thrown);
    if (unexpected) this.logger.error({ err: thrown, requestId: request.id }, 'a request failed');
    else if (problem.status >= 500)
      this.logger.warn({ err: problem.cause, requestId: request.id }, problem.message);
    if (reply.sent || reply.raw.headersSent) {
      // A stream that has begun cannot turn into an error: cutting it lets the client resume.
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem, request.id);
  }
}

/** Writes one problem answer; also used where Nest's filters do not reach. */
export function sendProblem(reply: FastifyReply, problem: ProblemException, requestId: string): void {
  reply.code(problem.status).type('application/problem+json; charset=utf-8');
  const { retryAfterSeconds } = problem.extras;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  if (problem.status === 401) reply.header('www-authenticate', `Bearer error="${problem.code}"`);
  reply.header('cache-control', 'no-store');
  reply.send(problem.toBody(requestId));
}
