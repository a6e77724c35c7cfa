import { parseStrictJson, QForgeError, utf8 } from '../../base/index.ts';
import { isDigest, type Verdict } from '../../consensus/index.ts';
import { MAX_LISTED_DECISIONS } from '../log/decision-list.ts';
import type { ChangeWish } from './requested-change.ts';

/** What an operator asks a running validator. */
export type ControlRequest =
  | { readonly method: 'status' }
  | {
      readonly method: 'propose';
      readonly title: string;
      /** Base64. */
      readonly content: string;
      /** Heights of the log until it expires. */
      readonly heights: number;
      readonly waitMs: number;
    }
  /** A change of the validator set. */
  | {
      readonly method: 'change';
      readonly title: string;
      /** Cards, as JSON has them. */
      readonly added: readonly unknown[];
      /** Names or ids. */
      readonly removed: readonly string[];
      readonly approvals?: number;
      readonly heights: number;
      readonly waitMs: number;
      /** Only says what would come of it. */
      readonly isTrial: boolean;
    }
  | { readonly method: 'vote'; readonly proposal: string; readonly verdict: Verdict }
  | { readonly method: 'proof'; readonly proposal: string; readonly waitMs: number }
  /** Entries of the log below a height, newest first. */
  | { readonly method: 'decisions'; readonly before: number; readonly count: number };

const VERDICTS: readonly unknown[] = ['approve', 'reject', 'abstain'];
const MAX_DEPTH = 3;
const MAX_NAMED = 128;
const MAX_WAIT_MS = 600_000;
const MAX_HEIGHTS = 1_000_000;

/** Reads one line. Throws `MALFORMED`. */
export function decodeControlRequest(unverifiedLine: string): ControlRequest {
  const fields = objectOf(unverifiedLine);
  const { method, proposal, verdict, title, content } = fields;
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
  if (method === 'propose' && typeof title === 'string' && typeof content === 'string') {
    return { method, title, content, ...termsOf(fields) };
  }
  if (method === 'change' && typeof title === 'string') return { method, title, ...termsOf(fields), ...wishOf(fields) };
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

function termsOf(fields: Partial<Record<string, unknown>>): { readonly heights: number; readonly waitMs: number } {
  return { heights: whole(fields, 'heights', MAX_HEIGHTS), waitMs: whole(fields, 'waitMs', MAX_WAIT_MS) };
}

function wishOf(fields: Partial<Record<string, unknown>>): ChangeWish & { readonly isTrial: boolean } {
  const { added, removed, approvals, isTrial } = fields;
  if (!isShortList(added) || !isShortList(removed)) throw malformed('it does not say who joins and who leaves');
  const names = removed.filter((named) => typeof named === 'string');
  if (names.length < removed.length) throw malformed('a name is no text');
  const wanted = approvals === undefined ? {} : { approvals: whole(fields, 'approvals', MAX_NAMED) };
  return { added, removed: names, ...wanted, isTrial: isTrial === true };
}

function isShortList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= MAX_NAMED;
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
