/** One thing that must hold. */
export interface HealthProbe {
  name: string;
  /** Answers undefined when all is well, else why not; a throw counts as its message. Never personal data. */
  check(): string | undefined | Promise<string | undefined>;
}

class ProbeRegistry {
  private readonly probes: HealthProbe[] = [];

  add(probe: HealthProbe): void {
    this.probes.push(probe);
  }

  /** Runs every probe, each for two seconds at most, and answers the reasons by name. */
  async failures(): Promise<Record<string, string>> {
    const results = await Promise.all(
      this.probes.map(async (probe) => [probe.name, await bounded(probe)] as const),
    );
    return Object.fromEntries(results.filter((entry): entry is readonly [string, string] => !!entry[1]));
  }

  get names(): string[] {
    return this.probes.map((probe) => probe.name);
  }
}

async function bounded(probe: HealthProbe): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer within 2 s'), 2_000);
    timer.unref();
  });
  try {
    return await Promise.race([Promise.resolve().then(() => probe.check()), late]);
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    clearTimeout(timer);
  }
}

/** What must hold before traffic is sent here: connections, caught-up consumers. */
export class ReadinessRegistry extends ProbeRegistry {}

/** What only a restart can mend: a consumer that no longer moves. */
export class LivenessRegistry extends ProbeRegistry {}
