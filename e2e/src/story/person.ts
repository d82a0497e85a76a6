import {
  createClient,
  ProblemError,
  UserSession,
  type LiveStream,
  type StreamEvent,
  type SwitchboardClient,
} from '@switchboard/client';
import { until, type SuiteAddress } from '@switchboard/testing';

/** What sign-in and activation answer, as far as the story needs it. */
interface SignedIn {
  accessToken: string;
  refreshToken: string;
  account: { id: string };
  user: { id: string };
}

/** The status and problem code of a call that is expected to be refused. */
export async function refusal(
  call: Promise<{ error?: unknown; response: Response }>,
): Promise<{ status: number; code?: string }> {
  const { error, response } = await call;
  return { status: response.status, code: (error as { code?: string } | undefined)?.code };
}

/** A member of the team at a browser: signed in, and watching the live stream. */
export class Person {
  readonly password = 'correct horse battery staple';
  readonly seen: StreamEvent[] = [];
  userId = '';
  /** Anonymous until signed in. */
  api: SwitchboardClient;
  /** Why the server has ended the live stream for good. */
  streamEndedBy?: ProblemError;
  private stream?: LiveStream;

  constructor(
    readonly name: string,
    readonly email: string,
    private readonly address: SuiteAddress,
  ) {
    this.api = createClient({ urls: address });
  }

  /** Goes on with the session that sign-in or activation gave. */
  enter(session: SignedIn): void {
    this.userId = session.user.id;
    const credentials = new UserSession(session, { baseUrl: this.address.identity });
    this.api = createClient({ urls: this.address, credentials });
  }

  /** Opens the live stream of these shops and keeps what comes. */
  async watch(shopIds: string[]): Promise<void> {
    const stream = this.api.stream({ shopIds });
    this.stream = stream;
    stream.onEvent((event) => this.seen.push(event));
    stream.onEnd((reason) => (this.streamEndedBy = reason));
    await new Promise<void>((resolve, reject) => {
      stream.onOpen(resolve);
      stream.onEnd(reject);
    });
  }

  /** Waits for an event on this person's screen. */
  async sees<E extends StreamEvent>(
    matches: (event: StreamEvent) => event is E,
    describe: string,
  ): Promise<E> {
    return until(() => this.seen.find(matches), {
      timeoutMs: 15_000,
      describe: `${describe} on ${this.name}'s live stream`,
    });
  }

  stopWatching(): void {
    this.stream?.close();
  }
}
