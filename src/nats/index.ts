export { MAX_KEPT_PREKEYS, PREKEY_FRESH_MS, PREKEY_WAIT_MS } from './key-exchange.ts';
export type { Refusal, RefusalReason } from './refusal.ts';
export {
  DEFAULT_ANSWER_WAIT_MS,
  DEFAULT_MESSAGE_LIFE_MS,
  type PublishedMessage,
  SealedNats,
  type SealedNatsOptions,
  type SealedRequestOptions,
  type SealForOptions,
} from './sealed-nats.ts';
export { type SealedNatsMessage, SealedSubscription } from './sealed-subscription.ts';
export { MAX_SUBJECT_BYTES } from './subject.ts';
export type { FrameKind } from './subject-frame.ts';
export type { SealedNatsStatistics } from './traffic.ts';
