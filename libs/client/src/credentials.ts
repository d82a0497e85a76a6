/** Where the Bearer credential of each request comes from. */
export interface Credentials {
  /** The present token or key; undefined: none, for public routes. */
  token(): string | undefined;
  /**
   * Gets a newer token when `refused` was answered `auth.token_expired` or `auth.token_outdated`. True: try the request
   * again. Left out where nothing can be refreshed.
   */
  refresh?(refused: string): Promise<boolean>;
}

/** What sign-in, refresh, switch and activation answer, as far as the session needs it. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
}

/** How a session reaches the refresh route and tells about its tokens. */
export interface SessionOptions {
  /** Origin of the identity service, or the one origin. */
  baseUrl: string;
  /** Called after each rotation: keep them, the old refresh token is used up. */
  onChange?: (tokens: SessionTokens) => void;
  /** Called when identity refuses the refresh token: sign in again. */
  onEnd?: () => void;
  fetch?: typeof globalThis.fetch;
}

/** No credentials: sign-up, sign-in, invitations. */
export const anonymous: Credentials = { token: () => undefined };

/** An API key: `apiKey('swk_…')`. */
export const apiKey = (key: string): Credentials => ({ token: () => key });

/** A signed-in person: refreshes once for all requests that wait, and keeps the rotated tokens. */
export class UserSession implements Credentials {
  private refreshing?: Promise<boolean>;

  constructor(
    private tokens: SessionTokens,
    private readonly options: SessionOptions,
  ) {}

  /** The tokens of now; store them to go on later. */
  get current(): SessionTokens {
    return this.tokens;
  }

  /** After `switch`, or a sign-in elsewhere: go on with these. */
  replace(tokens: SessionTokens): void {
    this.tokens = { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
    this.options.onChange?.(this.tokens);
  }

  token(): string {
    return this.tokens.accessToken;
  }

  async refresh(refused: string): Promise<boolean> {
    // Another request has refreshed while this one was under way.
    if (refused !== this.tokens.accessToken) return true;
    this.refreshing ??= this.rotate().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async rotate(): Promise<boolean> {
    const send = this.options.fetch ?? globalThis.fetch;
    const response = await send(new URL('/v1/auth/refresh', this.options.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: this.tokens.refreshToken }),
    });
    if (response.ok) {
      this.replace((await response.json()) as SessionTokens);
      return true;
    }
    await response.body?.cancel();
    if (response.status === 401 || response.status === 403) this.options.onEnd?.();
    return false;
  }
}
