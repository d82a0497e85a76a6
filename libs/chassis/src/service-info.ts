import { randomUUID } from 'node:crypto';

/** Which service this process is. Injectable everywhere. */
export class ServiceInfo {
  /** Tells this process from its replicas in logs, locks and operation ids. */
  readonly instanceId = randomUUID();

  constructor(readonly name: string) {}
}
