const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];
const clientNames = ['MaxRetriesPerRequestError', 'ClusterAllFailedError'];
const clientMessages =
  /Command timed out|Connection is closed|Stream isn't writeable|Cluster isn't ready|Cluster is ended|None of startup nodes|Too many Cluster redirections/;
const serverAnswers = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF)\b/;

/** Redis did not answer, or is not in a state to: the caller falls back or tries again later. */
export function isRedisFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: string };
  return (
    (code !== undefined && networkCodes.includes(code)) ||
    clientNames.includes(error.name) ||
    clientMessages.test(error.message) ||
    serverAnswers.test(error.message) ||
    isRedirection(error)
  );
}

/** The key is, or is about to be, another node's. */
export function isRedirection(error: unknown): boolean {
  return error instanceof Error && /^(MOVED|ASK|TRYAGAIN)\b/.test(error.message);
}
