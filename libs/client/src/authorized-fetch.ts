import type { Credentials } from './credentials.js';
import { isProblem } from './problem.js';

const refreshable = new Set(['auth.token_expired', 'auth.token_outdated']);

/**
 * `fetch` with the Bearer credential. An answer of `auth.token_expired` or `auth.token_outdated` refreshes once and
 * sends the same request again, once.
 */
export function authorizedFetch(
  credentials: Credentials,
  send: typeof globalThis.fetch = globalThis.fetch,
): (request: Request) => Promise<Response> {
  const attempt = (request: Request, token: string | undefined) => {
    // A body is read once: the original stays whole for a second attempt.
    const copy = request.clone();
    if (token !== undefined) copy.headers.set('authorization', `Bearer ${token}`);
    return send(copy);
  };
  return async (request) => {
    const token = credentials.token();
    const response = await attempt(request, token);
    if (token === undefined || !credentials.refresh || !(await wantsRefresh(response))) return response;
    if (!(await credentials.refresh(token))) return response;
    return attempt(request, credentials.token());
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
