/** Fields whose values no log may ever show. */
const secretFields = new Set([
  ...['email', 'password', 'currentPassword', 'newPassword', 'token', 'accessToken', 'refreshToken'],
  ...['key', 'ticket', 'text'],
]);
/** Shorter values turn up by chance. */
const shortest = 8;

/** Listens to everything that is sent to the services and answered by them, and remembers what is secret. */
export class SecretWatch {
  readonly secrets = new Set<string>();
  private readonly fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = async (input, init) => {
      if (typeof init?.body === 'string') this.readJson(init.body);
      const { authorization } = Object.fromEntries(new Headers(init?.headers)) as { authorization?: string };
      if (authorization) this.add(authorization.split(' ')[1]);
      const answer = await this.fetch.call(globalThis, input, init);
      const isDocument = String(input instanceof Request ? input.url : input).endsWith('/openapi.json');
      if (!isDocument && answer.headers.get('content-type')?.startsWith('application/json'))
        this.readJson(await answer.clone().text());
      return answer;
    };
  }

  stop(): void {
    globalThis.fetch = this.fetch;
  }

  private readJson(text: string): void {
    try {
      this.collect(JSON.parse(text));
    } catch {
      // Not JSON: sent on purpose by another test.
    }
  }

  private collect(value: unknown, isSecret = false): void {
    if (typeof value === 'string' && isSecret) this.add(value);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach((item) => this.collect(item, isSecret));
    for (const [name, inner] of Object.entries(value)) this.collect(inner, secretFields.has(name));
  }

  private add(value: string | undefined): void {
    // Services write JSON: what stands in a log is escaped as JSON does it.
    if (value && value.trim().length >= shortest) this.secrets.add(JSON.stringify(value).slice(1, -1));
  }
}
