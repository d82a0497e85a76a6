/** One HTTP answer, read to its end (a live stream only to its head). */
export interface Answer {
  status: number;
  contentType: string;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** What is sent, byte for byte. */
export interface Sent {
  /** The whole Authorization header. */
  authorization?: string;
  /** Sent as it is. */
  raw?: string | undefined;
  headers?: Record<string, string>;
}

/** Sends anything, also what no well-behaved client would. */
export async function send(method: string, url: string, sent: Sent = {}, attempts = 5): Promise<Answer> {
  try {
    return await sendOnce(method, url, sent);
  } catch (error) {
    // A server that refuses a huge body hangs up in the middle of it; the refusal may be lost with the connection.
    const isHuge = (sent.raw?.length ?? 0) > 1_000_000;
    if (!isHuge || attempts === 1) throw error;
    return send(method, url, sent, attempts - 1);
  }
}

async function sendOnce(method: string, url: string, sent: Sent): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      // Every request from an address of its own: the limits per address are not what is tested here.
      'x-forwarded-for': `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 250)).join('.')}`,
      ...(sent.authorization ? { authorization: sent.authorization } : {}),
      ...(sent.raw === undefined ? {} : { 'content-type': 'application/json' }),
      ...sent.headers,
    },
    ...(sent.raw === undefined ? {} : { body: sent.raw }),
  });
  const contentType = answer.headers.get('content-type') ?? '';
  if (contentType.startsWith('text/event-stream')) {
    await answer.body?.cancel();
    return { status: answer.status, contentType, body: undefined };
  }
  const text = await answer.text();
  const isJson = contentType.includes('json') && text !== '';
  return { status: answer.status, contentType, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** The problem code of an answer, where it has one. */
export const codeOf = ({ body }: Answer): string | undefined => (body as { code?: string } | undefined)?.code;
