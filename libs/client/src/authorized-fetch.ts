import type { Credentials } from './credentials.js';
import { isProblem } from './problem.js';

const refreshable = new Set(['auth.token_expired', 'auth.token_outdated']);

/**
 * `fetch` with the Bearer credential. An answer of `auth.token_expired` or `auth.token_outdated` refreshes once and
 * sends the same request again, once. A signal is given beside the request: inside it, Node loses it as soon as the
 * request itself is collected, and a stream could not be closed any more.
 */
export function authorizedFetch(
  credentials: Credentials,
  send: typeof globalThis.fetch = globalThis.fetch,
): (request: Request, signal?: AbortSignal) => Promise<Response> {
  const attempt = (request: Request, token: string | undefined, signal?: AbortSignal) => {
    // A body is read once: the original stays whole for a second attempt.
    const copy = request.clone();
    if (token !== undefined) copy.headers.set('authorization', `Bearer ${token}`);
    return signal ? send(copy, { signal }) : send(copy);
  };
  return async (request, signal) => {
    const token = credentials.token();
    const response = await attempt(request, token, signal);
    if (token === undefined || !credentials.refresh || !(await wantsRefresh(response))) return response;
    if (!(await credentials.refresh(token))) return response;
    return attempt(request, credentials.token(), signal);
  };
}

async function wantsRefresh(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isProblem(body) && refreshable.has(body.code);
}
