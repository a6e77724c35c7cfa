import type { RandomSource } from './random-source.ts';

/** Which work an entry or a request belongs to, across processes. Source: W3C Trace Context, version 00. */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero: one piece of work, wherever it is done. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero: the part of it that asks. */
  readonly parentId: string;
  /** Whether the asking part keeps what it measures. */
  readonly isSampled: boolean;
}

//  version "-" trace ID "-" parent ID "-" flags           W3C Trace Context §3.2.2
//     00    -   32 hex   -   16 hex    -  2 hex            later versions may go on with "-" and more

const TRACEPARENT =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<parentId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?$/u;
const ALL_ZERO = /^0+$/u;
const FORBIDDEN_VERSION = 'ff';
const SAMPLED = 0x01;

/** A longer header is no trace context, whatever its version. */
export const MAX_TRACEPARENT_CHARS = 512;

/** What a `traceparent` header says; undefined for one that must be ignored. W3C Trace Context §3.2.2, §4.3 */
export function parseTraceparent(unverified: string): TraceContext | undefined {
  if (unverified.length > MAX_TRACEPARENT_CHARS) return undefined;
  const groups = TRACEPARENT.exec(unverified)?.groups;
  const { version, traceId, parentId, flags, more } = { ...groups };
  if (version === undefined || traceId === undefined || parentId === undefined || flags === undefined) return undefined;
  if (version === FORBIDDEN_VERSION || (version === '00' && more !== undefined)) return undefined;
  if (ALL_ZERO.test(traceId) || ALL_ZERO.test(parentId)) return undefined;
  return { traceId, parentId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** The `traceparent` header of version 00. */
export function formatTraceparent({ traceId, parentId, isSampled }: TraceContext): string {
  return `00-${traceId}-${parentId}-${isSampled ? '01' : '00'}`;
}

/** A context that begins here. */
export function beginTrace(random: RandomSource): TraceContext {
  return { traceId: randomHex(16, random), parentId: randomHex(8, random), isSampled: true };
}

/** The same trace, asked from a part of it that begins here. */
export function continueTrace(context: TraceContext, random: RandomSource): TraceContext {
  return { ...context, parentId: randomHex(8, random) };
}

/** All zero would be no ID; it is drawn again. */
function randomHex(bytes: number, random: RandomSource): string {
  for (;;) {
    const drawn = random.fill(new Uint8Array(bytes));
    const hex = Array.from(drawn, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (!ALL_ZERO.test(hex)) return hex;
  }
}
