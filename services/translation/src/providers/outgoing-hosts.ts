import { lookup as resolve, type LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';

/** A host that providers may be asked at. `privateAllowed`: the operator runs it in their own network. */
export interface ConfiguredHost {
  readonly host: string;
  readonly privateAllowed: boolean;
}

/** A request was about to go to a host that is not configured. */
export class OutgoingRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'OutgoingRefused';
  }
}

type LookupAnswer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;
type Resolve = (
  host: string,
  options: { all: true },
  answer: (error: Error | null, found: LookupAddress[]) => void,
) => void;

/**
 * Where requests may go: configured hosts only, and of their addresses the private ones (loopback, link-local,
 * metadata services) only where the host is one that may be private. Checked on the address that is connected to,
 * so that a name which changes its address between two look-ups gains nothing.
 */
export class OutgoingHosts {
  private readonly hosts: ReadonlyMap<string, ConfiguredHost>;

  constructor(
    hosts: readonly ConfiguredHost[],
    private readonly resolveName: Resolve = resolve,
  ) {
    this.hosts = new Map(hosts.map((host) => [host.host.toLowerCase(), host]));
  }

  /** Throws OutgoingRefused unless the URL's host is configured; an address written out is checked at once. */
  check(url: URL): void {
    const configured = this.configured(url.hostname);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(literal)) this.checkAddress(configured, literal);
  }

  /** For the socket: resolves a name and refuses addresses that its host may not have. */
  readonly lookup = (hostname: string, options: { all?: boolean }, answer: LookupAnswer): void => {
    this.resolveName(hostname, { all: true }, (error, found) => {
      if (error) return answer(error, []);
      try {
        const configured = this.configured(hostname);
        for (const { address } of found) this.checkAddress(configured, address);
        const first = found[0];
        if (!first) throw new OutgoingRefused(`${hostname} has no address`);
        if (options.all) answer(null, found);
        else answer(null, first.address, first.family);
      } catch (refusal) {
        answer(refusal as Error, []);
      }
    });
  };

  private configured(hostname: string): ConfiguredHost {
    const configured = this.hosts.get(hostname.toLowerCase());
    if (!configured) throw new OutgoingRefused(`${hostname} is not a configured host`);
    return configured;
  }

  private checkAddress({ host, privateAllowed }: ConfiguredHost, address: string): void {
    if (privateAllowed || ipaddr.process(address).range() === 'unicast') return;
    throw new OutgoingRefused(`${host} resolves to an address that is not public`);
  }
}
