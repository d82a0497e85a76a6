import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LivenessRegistry, ReadinessRegistry } from './health-registry.js';
import { Metrics } from './metrics.js';

/** Probes for the platform and figures for Prometheus; public, and kept from the edge by the proxy. */
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: ReadinessRegistry,
    private readonly liveness: LivenessRegistry,
    private readonly metrics: Metrics,
  ) {}

  /** 200 while a restart would not help. */
  @Get('health/live')
  async live(@Res() reply: FastifyReply): Promise<void> {
    await this.answer(reply, this.liveness);
  }

  /** 200 when traffic may come; else 503 with the reasons by name. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    await this.answer(reply, this.readiness);
  }

  /** Prometheus text format. */
  @Get('metrics')
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.metrics.registry.contentType).send(await this.metrics.registry.metrics());
  }

  private async answer(reply: FastifyReply, registry: ReadinessRegistry | LivenessRegistry): Promise<void> {
    const failures = await registry.failures();
    const ok = Object.keys(failures).length === 0;
    await reply
      .code(ok ? 200 : 503)
      .send({ status: ok ? 'ok' : 'unavailable', checks: registry.names, failures });
  }
}
