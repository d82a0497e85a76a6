import { problemOfFault, type FaultCode } from './fault-codes.js';
import { problemCatalogue, type ProblemCode } from './problem-catalogue.js';

/** One fault of the input: where (`address.street`, `items[2].id`), a code of its own, and a sentence. */
export interface InputError {
  path: string;
  code: FaultCode;
  message: string;
}

/** What a problem may carry beside its code: a detail for humans and members of its own (the current chat, for example). */
export interface ProblemExtras {
  /** A sentence about this occurrence. Never personal data, never a stack trace. */
  detail?: string;
  /** Faults of the input, all at once. */
  errors?: InputError[];
  /** Seconds after which a repeat makes sense; sent as Retry-After. */
  retryAfterSeconds?: number;
  [member: string]: unknown;
}

/** A throwable RFC 9457 problem. The filter turns it into `application/problem+json`. */
export class ProblemException extends Error {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly extras: ProblemExtras = {},
    options?: { cause?: unknown },
  ) {
    super(extras.detail ?? problemCatalogue[code].title, options);
    this.name = 'ProblemException';
    this.status = problemCatalogue[code].status;
  }

  /** The body of the answer, `requestId` included. */
  toBody(requestId: string): ProblemBody {
    const { detail, errors, retryAfterSeconds: _, ...members } = this.extras;
    return {
      ...members,
      type: `urn:switchboard:problem:${this.code}`,
      title: problemCatalogue[this.code].title,
      status: this.status,
      code: this.code,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors }),
      requestId,
    };
  }
}

/** The JSON of an `application/problem+json` answer. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  errors?: InputError[];
  requestId: string;
  [member: string]: unknown;
}

/** `throw problem('chat.version_conflict', { chat })`: a problem of the catalogue with what this occurrence adds. */
export function problem(
  code: ProblemCode,
  extras: ProblemExtras = {},
  options?: { cause?: unknown },
): ProblemException {
  return new ProblemException(code, extras, options);
}

/** Faults that one answer tells. */
export const maxFaults = 50;
/** A path may be what the caller made up. */
const longestPath = 200;

/** All faults of an input at once: one has its own code on top, several are `request.invalid`. */
export function invalid(faults: readonly InputError[]): ProblemException {
  const [first, ...others] = faults;
  const code = first && others.length === 0 ? problemOfFault(first.code) : 'request.invalid';
  const errors = faults
    .slice(0, maxFaults)
    .map((fault) =>
      fault.path.length > longestPath ? { ...fault, path: `${fault.path.slice(0, longestPath)}…` } : fault,
    );
  const detail =
    faults.length > maxFaults ? { detail: `The first ${maxFaults} of ${faults.length} faults` } : {};
  return problem(code, { ...detail, errors });
}

/** `throw invalidInput('toAgentId', 'same_agent', 'The chats are theirs already')`: one fault found after validation. */
export const invalidInput = (path: string, code: FaultCode, message: string): ProblemException =>
  invalid([{ path, code, message }]);
