/** The body of every error answer (RFC 9457); branch on `code`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: { path: string; code: string; message: string }[];
  requestId: string;
  [member: string]: unknown;
}

/** What `unwrap` throws: the service said no. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    readonly response: Response,
  ) {
    super(`${problem.code}: ${problem.detail ?? problem.title} (request ${problem.requestId})`);
    this.name = 'ProblemError';
  }

  /** The stable code. */
  get code(): string {
    return this.problem.code;
  }

  /** The HTTP status. */
  get status(): number {
    return this.problem.status;
  }
}

/** Whether a value is a problem's body. */
export const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'requestId' in value;

/** The shape of every answer of openapi-fetch. */
interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The data of an answer, or a `ProblemError`: `const page = await unwrap(client.team.GET('/v1/shops/{shopId}/agents', …))`.
 * An answer that is neither (a proxy's page) is a `ProblemError` with the code `not_a_problem`.
 */
export async function unwrap<Data>(answer: Promise<Answer<Data>> | Answer<Data>): Promise<Data> {
  const { data, error, response } = await answer;
  if (response.ok) return data as Data;
  if (isProblem(error)) throw new ProblemError(error, response);
  const { status, statusText } = response;
  const unknown = { type: 'about:blank', title: statusText, status, code: 'not_a_problem', requestId: '' };
  throw new ProblemError(unknown, response);
}
