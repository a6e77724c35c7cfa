import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';
import {
  DEAD_LETTER_RETENTION_MS,
  DEFAULT_LEASE_MS,
  DUPLICATE_WINDOW_MS,
  defaultMailboxLimits,
  MAX_DEAD_LETTERS,
  MAX_ENVELOPE_BYTES,
  type MailboxLimits,
} from '../mailbox/mailbox-limits.ts';
import { BROADCAST_STREAM, bucketStream, bucketSubject, CLAIM_STREAM, COLLECTOR, namesOf } from './nats-names.ts';

/** What a stream is made with, as far as it is not the same for all. */
type StreamPlan = Partial<StreamConfig> & { readonly name: string };

const NANOS_PER_MS = 1_000_000;
/** Room for headers beside an envelope, below the 1 MiB that a server takes. */
const MAX_HEADER_BYTES = 4096;
const PRESENCE_RETENTION_MS = 86_400_000;
const BROADCAST_RETENTION_MS = 604_800_000;
/** Longer than any prekey is valid: what is taken leaves a mark, and marks go by this. */
const PREKEY_RETENTION_MS = 5_184_000_000;

/**
 * The mailbox of a peer. What is full refuses; nothing that is stored gives way. Rollups stay off, by which a message could
 * empty the stream that it goes to.
 */
export function mailStream(peerId: string, replicas: number, limits: MailboxLimits): StreamPlan {
  const { mailStream: name, mail } = namesOf(peerId);
  return {
    ...kept(name, [mail], replicas),
    discard: 'new',
    discard_new_per_subject: true,
    max_msgs_per_subject: limits.senderMessages,
    max_msg_size: MAX_ENVELOPE_BYTES + MAX_HEADER_BYTES,
    // Where it is set, each server reserves it for each mailbox.
    ...(limits.totalBytes < defaultMailboxLimits.totalBytes ? { max_bytes: limits.totalBytes } : {}),
    duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
  };
}

/** The consumer of a mailbox: what is collected stays until it is deleted, and comes again after its lease. */
export function mailConsumer(replicas: number): Partial<ConsumerConfig> {
  return {
    durable_name: COLLECTOR,
    ack_policy: 'explicit',
    ack_wait: DEFAULT_LEASE_MS * NANOS_PER_MS,
    max_ack_pending: -1,
    max_deliver: -1,
    deliver_policy: 'all',
    num_replicas: replicas,
  };
}

/** The dead letters of a peer: the oldest give way. */
export function deadStream(peerId: string, replicas: number): StreamPlan {
  const { deadStream: name, dead } = namesOf(peerId);
  return {
    ...kept(name, [dead], replicas),
    discard: 'old',
    max_msgs: MAX_DEAD_LETTERS,
    max_age: DEAD_LETTER_RETENTION_MS * NANOS_PER_MS,
    duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
  };
}

/** A key-value bucket with the newest value of each key. */
export function bucket(name: string, replicas: number, retentionMs: number): StreamPlan {
  return {
    ...kept(bucketStream(name), [bucketSubject(name, '>')], replicas),
    discard: 'new',
    max_msgs_per_subject: 1,
    max_age: retentionMs * NANOS_PER_MS,
    deny_delete: true,
  };
}

/** The bucket of prekeys. */
export function prekeyBucket(name: string, replicas: number): StreamPlan {
  return bucket(name, replicas, PREKEY_RETENTION_MS);
}

/** The claims to one-time prekeys: kept for longer than any prekey is valid. */
export function claimStream(replicas: number): StreamPlan {
  return {
    ...kept(CLAIM_STREAM, ['qforge.claim.*.*'], replicas),
    discard: 'new',
    max_msg_size: MAX_HEADER_BYTES,
    max_age: PREKEY_RETENTION_MS * NANOS_PER_MS,
    duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
  };
}

/** The bucket of presence. */
export function presenceBucket(name: string, replicas: number): StreamPlan {
  return bucket(name, replicas, PRESENCE_RETENTION_MS);
}

/** All broadcasts of the last week. */
export function broadcastStream(replicas: number): StreamPlan {
  return {
    ...kept(BROADCAST_STREAM, ['qforge.broadcast.>'], replicas),
    discard: 'old',
    max_age: BROADCAST_RETENTION_MS * NANOS_PER_MS,
    duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
  };
}

function kept(name: string, subjects: string[], replicas: number): StreamPlan {
  return {
    name,
    subjects,
    num_replicas: replicas,
    storage: 'file',
    retention: 'limits',
    allow_rollup_hdrs: false,
    allow_direct: false,
  };
}
