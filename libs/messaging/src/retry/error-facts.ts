/** What may be written about an error into a log or a table: never its text, which may quote a customer. */
export interface ErrorFacts {
  name: string;
  code?: string;
  constraint?: string;
  /** Where it was thrown. */
  at?: string;
}

/** Name, code and place of an error, of its cause where that says more. */
export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const cause = error.cause instanceof Error ? errorFacts(error.cause) : undefined;
  const at = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return {
    name: error.name === 'Error' ? error.constructor.name : error.name,
    ...(typeof code === 'string' ? { code } : cause?.code ? { code: cause.code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(at ? { at: at.trim() } : {}),
  };
}
