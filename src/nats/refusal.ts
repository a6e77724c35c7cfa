import { type ErrorCode, isQForgeError, type QForgeError } from '../base/index.ts';

/** Why a message was not taken. spec/nats §4 */
export type RefusalReason =
  | 'unsealed'
  | 'damaged'
  | 'suite-unknown'
  | 'not-for-us'
  | 'expired'
  | 'prekey-gone'
  | 'sender-unknown'
  | 'wrong-subject'
  | 'replayed'
  | 'replay-list-full';

const REASONS: Readonly<Partial<Record<ErrorCode, RefusalReason>>> = {
  NATS_UNSEALED: 'unsealed',
  SEALED_INVALID: 'damaged',
  SEALED_TOO_LARGE: 'damaged',
  SEALED_SUITE_UNKNOWN: 'suite-unknown',
  SEALED_NOT_FOR_US: 'not-for-us',
  SEALED_EXPIRED: 'expired',
  PREKEY_GONE: 'prekey-gone',
  NATS_SENDER_UNKNOWN: 'sender-unknown',
  NATS_SUBJECT_MISMATCH: 'wrong-subject',
  SEALED_REPLAYED: 'replayed',
  REPLAY_LIST_FULL: 'replay-list-full',
};

/** A message that was not taken. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** The code of `error` says the same. */
  readonly error: QForgeError;
  /** The subject that it came on. */
  readonly subject: string;
}

/** The refusal that an error stands for; undefined if it is not about the message. */
export function refusalOf(error: unknown, subject: string): Refusal | undefined {
  if (!isQForgeError(error)) return undefined;
  const reason = REASONS[error.code];
  return reason === undefined ? undefined : { reason, error, subject };
}
