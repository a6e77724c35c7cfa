import { parseStrictJson, QForgeError, utf8 } from '../../base/index.ts';
import { isDigest, type Verdict } from '../../consensus/index.ts';
import { MAX_LISTED_DECISIONS } from '../log/decision-list.ts';

/** What an operator asks a running validator. */
export type ControlRequest =
  | { readonly method: 'status' }
  | {
      readonly method: 'propose';
      readonly kind: 'statement' | 'validator-set';
      readonly title: string;
      /** Base64. */
      readonly content: string;
      /** Heights of the log until it expires. */
      readonly heights: number;
      readonly waitMs: number;
    }
  | { readonly method: 'vote'; readonly proposal: string; readonly verdict: Verdict }
  | { readonly method: 'proof'; readonly proposal: string; readonly waitMs: number }
  /** Entries of the log below a height, newest first. */
  | { readonly method: 'decisions'; readonly before: number; readonly count: number };

const VERDICTS: readonly unknown[] = ['approve', 'reject', 'abstain'];
const MAX_DEPTH = 2;
const MAX_WAIT_MS = 600_000;
const MAX_HEIGHTS = 1_000_000;

/** Reads one line. Throws `MALFORMED`. */
export function decodeControlRequest(unverifiedLine: string): ControlRequest {
  const fields = objectOf(unverifiedLine);
  const { method, proposal, verdict, title, content, kind } = fields;
  if (method === 'status') return { method };
  if (method === 'vote' && isProposal(proposal) && VERDICTS.includes(verdict)) {
    return { method, proposal, verdict: verdict as Verdict };
  }
  if (method === 'proof' && isProposal(proposal))
    return { method, proposal, waitMs: whole(fields, 'waitMs', MAX_WAIT_MS) };
  if (method === 'decisions') {
    const before = whole(fields, 'before', Number.MAX_SAFE_INTEGER);
    return { method, before, count: whole(fields, 'count', MAX_LISTED_DECISIONS) };
  }
  if (method === 'propose' && typeof title === 'string' && typeof content === 'string' && isKind(kind)) {
    const [heights, waitMs] = [whole(fields, 'heights', MAX_HEIGHTS), whole(fields, 'waitMs', MAX_WAIT_MS)];
    return { method, kind, title, content, heights, waitMs };
  }
  throw malformed('it asks for nothing that there is');
}

function objectOf(line: string): Partial<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseStrictJson(utf8(line), 'The request', MAX_DEPTH);
  } catch (cause) {
    throw malformed('it is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null) throw malformed('it is no object');
  return value;
}

function isKind(value: unknown): value is 'statement' | 'validator-set' {
  return value === 'statement' || value === 'validator-set';
}

function isProposal(value: unknown): value is string {
  return typeof value === 'string' && isDigest(value);
}

function whole(fields: Partial<Record<string, unknown>>, name: string, limit: number): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit) return value;
  throw malformed(`${name} is no whole number up to ${limit}`);
}

function malformed(reason: string, cause?: unknown): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The request', reason }, { cause });
}
