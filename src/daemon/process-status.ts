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
}

/** What a running process says of itself; it may say more than is listed here. */
export interface ProcessStatus {
  readonly peerId: string;
  readonly listen: readonly string[];
  readonly uptimeMs: number;
  readonly securityLevel: string;
  readonly peers: readonly PeerStatus[];
}

/** Whether a process can do its work. */
export type Healthiness = 'healthy' | 'degraded' | 'unhealthy';

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
});

const statusSchema: v.GenericSchema<unknown, ProcessStatus> = v.looseObject({
  peerId: v.string(),
  listen: v.array(v.string()),
  uptimeMs: nonNegative,
  securityLevel: v.string(),
  peers: v.array(peerSchema),
});

const healthiness: v.GenericSchema<unknown, Healthiness> = v.picklist(['healthy', 'degraded', 'unhealthy']);

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
