import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuditEntriesConsumer } from './audit-entries.consumer.js';

/** Kafka in. */
@Module({ imports: [AuditModule], controllers: [AuditEntriesConsumer] })
export class ConsumersModule {}
