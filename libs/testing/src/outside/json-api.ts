/** An answer that was not a success, with its problem document. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: { code?: string; detail?: string },
    call: string,
  ) {
    super(`${call} answered ${status} ${problem.code ?? ''} ${problem.detail ?? ''}`.trim());
  }
}

/** What goes with a call beside its address. */
export interface CallOptions {
  /** Access token or API key, sent as Bearer. */
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the REST API as any HTTP client would and answers the parsed body. Throws ApiError. */
export async function call<T = unknown>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  { token, body, headers }: CallOptions = {},
): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const parsed: unknown = text ? JSON.parse(text) : undefined;
  if (!answer.ok)
    throw new ApiError(answer.status, parsed as { code?: string }, `${method} ${new URL(url).pathname}`);
  return parsed as T;
}
