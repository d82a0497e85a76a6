const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return driverError?.code ?? code;
};

/** Serialization failure or deadlock: the same transaction may succeed when it is run again. */
export function isRetriable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** A unique key is taken (optionally: this one). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  if (!constraint) return true;
  const { driverError, constraint: direct } = error as {
    constraint?: string;
    driverError?: { constraint?: string };
  };
  return (driverError?.constraint ?? direct) === constraint;
}

const connectionCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN',
  '57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006',
]); // prettier-ignore

/** PostgreSQL cannot be reached, or is starting or stopping: no statement can run now. */
export function isServerAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code && connectionCodes.has(code)) return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}

/** The statement took longer than it may. */
export function isStatementTimeout(error: unknown): boolean {
  return codeOf(error) === '57014';
}

/** PostgreSQL is unavailable, or the statement ran into a time limit: worth trying again later. */
export function isConnectionFailure(error: unknown): boolean {
  return codeOf(error) === '55P03' || isStatementTimeout(error) || isServerAway(error);
}
