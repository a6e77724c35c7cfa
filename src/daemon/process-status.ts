import * as v from 'valibot';
import { QForgeError } from '../base/index.ts';

/** What a running process says of one of its channels. Times in milliseconds; `lastActivityMs` is how long ago. */
export interface PeerStatus {
  readonly peerId: string;
  readonly name?: string | undefined;
  readonly address: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly suite: string;
  readonly handshakeMs: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly lastActivityMs: number;
  readonly quantumKeys: 'none' | 'simulated' | 'hardware';
  readonly state: 'open' | 'reconnecting' | 'closed';
  /** Since the channel was opened, over all its sessions. */
  readonly ageMs: number;
  readonly reconnects: number;
  readonly rekeys: number;
  readonly messagesUnacknowledged: number;
}

/** What a running process says of a forward of its tunnel. */
export interface ForwardStatus {
  readonly kind: 'local' | 'remote' | 'served';
  readonly peer: string;
  readonly name: string;
  readonly listen?: string | undefined;
  readonly target?: string | undefined;
  readonly state: 'ready' | 'waiting';
  /** How the channel behind it is; undefined where this side serves. */
  readonly channel?: 'open' | 'reconnecting' | 'none' | undefined;
  /** Why it waits, by the code of what failed last. */
  readonly problem?: string | undefined;
  readonly open: number;
  readonly total: number;
  readonly failed: number;
  /** Those that failed, by the code of the error. */
  readonly failures?: Readonly<Record<string, number>> | undefined;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** Where a process takes keys that it shares with its peers, and what it does without one. */
export interface SharedKeysStatus {
  readonly source: string;
  /** True when the keys add no security. */
  readonly simulated: boolean;
  readonly policy: string;
  readonly keysTaken: number;
}

/** How threatened a process finds itself. */
export interface ThreatStatus {
  readonly level: string;
  readonly score: number;
  /** Whether strangers are asked for more than usual. */
  readonly isGuarded: boolean;
}

/** How often something went wrong: since the start, in the last minute, and a minute over the last quarter of an hour. */
export interface ErrorRate {
  readonly total: number;
  readonly lastMinute: number;
  readonly perMinute: number;
}

/** What went wrong in a process, by class (docs/resilience.md). */
export interface ErrorsStatus {
  readonly byClass: Readonly<Record<string, ErrorRate>>;
}

/** What a running process says of itself; it may say more than is listed here. */
export interface ProcessStatus {
  readonly peerId: string;
  readonly listen: readonly string[];
  readonly uptimeMs: number;
  /** Where its admin interface is, if it has one. */
  readonly admin?: string | undefined;
  readonly securityLevel: string;
  /** How threatened it finds itself. */
  readonly threat?: ThreatStatus | undefined;
  /** How often what went wrong. */
  readonly errors?: ErrorsStatus | undefined;
  readonly peers: readonly PeerStatus[];
  /** Only where it has to do with tunnels. */
  readonly forwards?: readonly ForwardStatus[] | undefined;
  /** Only where it has a source of them. */
  readonly sharedKeys?: SharedKeysStatus | undefined;
  /** Only where it sends and receives mail. */
  readonly outbox?: OutboxStatus | undefined;
}

/** Mail that recipients have not confirmed; `oldestAtMs` is wall-clock time, of the oldest, if there is any. */
export interface OutboxStatus {
  readonly messages: number;
  readonly bytes: number;
  readonly oldestAtMs?: number | undefined;
}

/** Whether a process can do its work. */
export type Healthiness = 'healthy' | 'degraded' | 'unhealthy' | 'critical';

/** How a running process finds itself: every check, and the worst of them. */
export interface ProcessHealth {
  readonly status: Healthiness;
  readonly checks: readonly { readonly name: string; readonly status: Healthiness; readonly detail: string }[];
}

const nonNegative: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.finite(), v.minValue(0));

const peerSchema: v.GenericSchema<unknown, PeerStatus> = v.looseObject({
  peerId: v.string(),
  name: v.optional(v.string()),
  address: v.string(),
  direction: v.picklist(['incoming', 'outgoing']),
  suite: v.string(),
  handshakeMs: nonNegative,
  rxBytes: nonNegative,
  txBytes: nonNegative,
  messagesIn: nonNegative,
  messagesOut: nonNegative,
  lastActivityMs: nonNegative,
  quantumKeys: v.picklist(['none', 'simulated', 'hardware']),
  state: v.picklist(['open', 'reconnecting', 'closed']),
  ageMs: nonNegative,
  reconnects: nonNegative,
  rekeys: nonNegative,
  messagesUnacknowledged: nonNegative,
});

const forwardSchema: v.GenericSchema<unknown, ForwardStatus> = v.looseObject({
  kind: v.picklist(['local', 'remote', 'served']),
  peer: v.string(),
  name: v.string(),
  listen: v.optional(v.string()),
  target: v.optional(v.string()),
  state: v.picklist(['ready', 'waiting']),
  channel: v.optional(v.picklist(['open', 'reconnecting', 'none'])),
  problem: v.optional(v.string()),
  open: nonNegative,
  total: nonNegative,
  failed: nonNegative,
  failures: v.optional(v.record(v.string(), nonNegative)),
  bytesOut: nonNegative,
  bytesIn: nonNegative,
});

const sharedKeysSchema: v.GenericSchema<unknown, SharedKeysStatus> = v.looseObject({
  source: v.string(),
  simulated: v.boolean(),
  policy: v.string(),
  keysTaken: nonNegative,
});

const threatSchema: v.GenericSchema<unknown, ThreatStatus> = v.looseObject({
  level: v.string(),
  score: nonNegative,
  isGuarded: v.boolean(),
});

const errorRateSchema: v.GenericSchema<unknown, ErrorRate> = v.looseObject({
  total: nonNegative,
  lastMinute: nonNegative,
  perMinute: nonNegative,
});

const errorsSchema: v.GenericSchema<unknown, ErrorsStatus> = v.looseObject({
  byClass: v.record(v.string(), errorRateSchema),
});

const outboxSchema: v.GenericSchema<unknown, OutboxStatus> = v.looseObject({
  messages: nonNegative,
  bytes: nonNegative,
  oldestAtMs: v.optional(nonNegative),
});

const statusSchema: v.GenericSchema<unknown, ProcessStatus> = v.looseObject({
  peerId: v.string(),
  listen: v.array(v.string()),
  uptimeMs: nonNegative,
  admin: v.optional(v.string()),
  securityLevel: v.string(),
  threat: v.optional(threatSchema),
  errors: v.optional(errorsSchema),
  peers: v.array(peerSchema),
  forwards: v.optional(v.array(forwardSchema)),
  sharedKeys: v.optional(sharedKeysSchema),
  outbox: v.optional(outboxSchema),
});

const healthiness: v.GenericSchema<unknown, Healthiness> = v.picklist(['healthy', 'degraded', 'unhealthy', 'critical']);

const healthSchema: v.GenericSchema<unknown, ProcessHealth> = v.object({
  status: healthiness,
  checks: v.array(v.object({ name: v.string(), status: healthiness, detail: v.string() })),
});

/** Checks what a process answered to `status`. Throws `MALFORMED`. */
export function decodeProcessStatus(unverified: unknown): ProcessStatus {
  return decode(statusSchema, 'The status of the process', unverified);
}

/** Checks what a process answered to `health`. Throws `MALFORMED`. */
export function decodeProcessHealth(unverified: unknown): ProcessHealth {
  return decode(healthSchema, 'The health of the process', unverified);
}

function decode<T>(schema: v.GenericSchema<unknown, T>, what: string, unverified: unknown): T {
  const checked = v.safeParse(schema, unverified);
  if (checked.success) return checked.output;
  const place = v.getDotPath(checked.issues[0]) ?? 'the whole';
  throw new QForgeError('MALFORMED', { what, reason: `${place} has another form` });
}
