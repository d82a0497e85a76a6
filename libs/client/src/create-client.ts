import createOpenapiClient from 'openapi-fetch';
import { serviceNames, type ServiceName, type Services } from './api.js';
import { authorizedFetch } from './authorized-fetch.js';
import { anonymous, type Credentials } from './credentials.js';
import { LiveStream, type LiveStreamOptions } from './live-stream.js';

/** Where the services are and who calls. */
export interface ClientOptions {
  /** The one origin (the edge), or the address of a service that `urls` does not name. */
  baseUrl?: string;
  /** Addresses per service, where they are not behind one origin. */
  urls?: Partial<Record<ServiceName, string>>;
  credentials?: Credentials;
  /** In place of the global fetch. */
  fetch?: typeof globalThis.fetch;
}

/** The typed client: the four services and the live stream. */
export interface SwitchboardClient extends Services {
  /** Opens the live stream with the client's credentials. */
  stream(options: Omit<LiveStreamOptions, 'baseUrl' | 'credentials' | 'fetch'>): LiveStream;
}

/**
 * `const client = createClient({ baseUrl: 'http://localhost:3000', credentials: new UserSession(tokens, …) })`, then
 * `await unwrap(client.team.GET('/v1/shops/{shopId}/agents', { params: { path: { shopId } } }))`.
 */
export function createClient(options: ClientOptions): SwitchboardClient {
  const credentials = options.credentials ?? anonymous;
  const send = authorizedFetch(credentials, options.fetch);
  const addressOf = (service: ServiceName): string => {
    const address = options.urls?.[service] ?? options.baseUrl;
    if (address === undefined) throw new Error(`createClient: neither baseUrl nor urls.${service} is given`);
    return address;
  };
  const services = Object.fromEntries(
    serviceNames.map((service) => [
      service,
      createOpenapiClient({ baseUrl: addressOf(service), fetch: send }),
    ]),
  ) as unknown as Services;
  return {
    ...services,
    stream: (stream) =>
      new LiveStream({ ...stream, baseUrl: addressOf('routing'), credentials, fetch: options.fetch }),
  };
}
