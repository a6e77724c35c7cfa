import {
  type Clock,
  QForgeError,
  type RandomSource,
  type ScheduledCall,
  type Span,
  silentTracer,
  type Tracer,
} from '../base/index.ts';
import type { CipherSuite, CryptoBackend } from '../crypto/index.ts';
import {
  assertPolicyMet,
  decodeRekeyOffer,
  type NamedSharedKey,
  type OfferedRekey,
  type RekeyChain,
  type RekeyOffer,
} from '../handshake/index.ts';
import { FRAME_TYPE } from './frame.ts';
import { deriveRecordKeys, type RecordKeys } from './record-keys.ts';
import { REKEY_JITTER, type RekeyLimits } from './rekey-limits.ts';
import { fetchSharedKeys, type SharedKeyTerms, takeSharedKeys } from './shared-key-terms.ts';

/** What a session's rekeys are made with. */
export interface SessionRekeyParts {
  readonly role: 'initiator' | 'responder';
  readonly suite: CipherSuite;
  readonly backend: CryptoBackend;
  readonly chain: RekeyChain;
  readonly sharedKeys: SharedKeyTerms;
  readonly limits: RekeyLimits;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Default: nobody keeps spans. */
  readonly tracer?: Tracer | undefined;
}

/** What rekeys do to their session. */
export interface RekeyingSession {
  /** False once the session sends nothing any more. */
  readonly isOpen: boolean;
  /** The trace that its rekeys belong to. */
  readonly traceId?: string | undefined;
  send(type: number, body: Uint8Array): void;
  /** Ends the record in the making; what is sent later has this key. */
  useSendKey(key: RecordKeys['send']): void;
  /** The present record was the last under the old key. */
  useReceiveKey(key: RecordKeys['receive']): void;
  /** New keys are agreed; so many shared keys are in them. */
  onRekeyed(sharedKeyCount: number): void;
  onRekeyFailed(error: unknown): void;
}

const EMPTY = new Uint8Array(0);

/** A timer that comes a rounding too early does not come again at once. */
const SHORTEST_WAIT_MS = 1;

/**
 * Replaces the keys of one session while it lives. spec/records §8
 *
 *     initiator: resting --due--> taking shared keys --offer--> offered --answer, done--> resting
 *     responder: resting --offer--> fetching shared keys --answer--> answered --done--> resting
 *     any --keys too old--> the session fails
 */
export class SessionRekey {
  readonly #parts: SessionRekeyParts;
  readonly #session: RekeyingSession;
  #state: 'resting' | 'working' | 'offered' | 'answered' = 'resting';
  #offered: OfferedRekey | undefined;
  /** The responder's next key for receiving, until the initiator is done. */
  #nextReceiveKey: RecordKeys['receive'] | undefined;
  #askedForGeneration = 0;
  #keysSinceMs: number;
  /** Why the last attempt came to nothing. */
  #obstacle: unknown;
  #timer: ScheduledCall | undefined;
  #stopped = false;
  /** Of the rekey that is under way. */
  #span: Span | undefined;

  constructor(parts: SessionRekeyParts, session: RekeyingSession) {
    this.#parts = parts;
    this.#session = session;
    this.#keysSinceMs = parts.clock.monotonicMs();
  }

  /** How many rekeys there were. */
  get generation(): number {
    return this.#parts.chain.generation;
  }

  /** The session is confirmed: its first keys are in use. */
  start(): void {
    this.#watchAge();
  }

  /** Enough was sent or received under these keys: a rekey is due. */
  due(): void {
    if (this.#parts.role === 'initiator') this.#begin();
    else this.#ask();
  }

  /** The session sends nothing any more, or is over: no rekey begins. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Overwrites the secrets. */
  dispose(): void {
    this.stop();
    this.#span?.fail(new QForgeError('CHANNEL_CLOSED', { peer: this.#parts.sharedKeys.peerId }));
    this.#parts.chain[Symbol.dispose]();
  }

  /** The responder wants new keys. Throws `MALFORMED` from an initiator. */
  onAsk(): void {
    this.#expectRole('initiator');
    this.#begin();
  }

  /** The initiator's fresh keys. Throws `MALFORMED` out of turn. */
  onOffer(unverifiedBody: Uint8Array): void {
    this.#expectRole('responder');
    if (this.#state !== 'resting') throw outOfTurn();
    const { suite, backend } = this.#parts;
    // The record it came in is gone when the shared keys have come.
    const body = new Uint8Array(unverifiedBody);
    const offer = decodeRekeyOffer(body, suite, backend);
    this.#state = 'working';
    this.#beginSpan();
    this.#answer(body, offer).catch((error: unknown) => this.#session.onRekeyFailed(error));
  }

  /** The responder's answer. Throws `MALFORMED` out of turn, `CRYPTO_KEY_INVALID`. */
  onAnswer(unverifiedBody: Uint8Array): void {
    const offered = this.#offered;
    if (this.#state !== 'offered' || offered === undefined) throw outOfTurn();
    this.#parts.chain.finish(offered, unverifiedBody);
    wipe(offered.keys);
    this.#offered = undefined;
    this.#state = 'resting';
    const keys = this.#deriveKeys();
    this.#session.useReceiveKey(keys.receive);
    this.#session.send(FRAME_TYPE.rekeyDone, EMPTY);
    this.#session.useSendKey(keys.send);
    this.#renewed(offered.keys.length);
  }

  /** The initiator has changed its key. Throws `MALFORMED` out of turn. */
  onDone(): void {
    const key = this.#nextReceiveKey;
    if (this.#state !== 'answered' || key === undefined) throw outOfTurn();
    this.#nextReceiveKey = undefined;
    this.#state = 'resting';
    this.#session.useReceiveKey(key);
  }

  #begin(): void {
    if (this.#stopped || this.#state !== 'resting') return;
    this.#state = 'working';
    this.#beginSpan();
    this.#offer().catch((error: unknown) => this.#session.onRekeyFailed(error));
  }

  async #offer(): Promise<void> {
    const { chain, sharedKeys } = this.#parts;
    let keys: NamedSharedKey[];
    try {
      keys = await takeSharedKeys(this.#tracedTerms);
      assertPolicyMet(sharedKeys.policy, sharedKeys.peerPolicy, keys.length, sharedKeys.peerId);
    } catch (error) {
      return this.#tryLater(error);
    }
    if (this.#stopped) return wipe(keys);
    this.#offered = chain.offer(keys);
    this.#state = 'offered';
    this.#session.send(FRAME_TYPE.rekeyOffer, this.#offered.body);
  }

  /** A policy wants a shared key and there is none: the old keys are good until they are too old. */
  #tryLater(reason: unknown): void {
    if (this.#stopped) return;
    this.#obstacle = reason;
    this.#span?.fail(reason);
    this.#state = 'resting';
    this.#watchAge(this.#parts.limits.retryMs);
  }

  async #answer(body: Uint8Array, offer: RekeyOffer): Promise<void> {
    const { chain, sharedKeys } = this.#parts;
    const keys = await fetchSharedKeys(this.#tracedTerms, offer.keys);
    if (!this.#session.isOpen) return wipe(keys);
    if (keys.length < offer.keys.length) {
      throw new QForgeError('QKD_KEY_REQUIRED', { peer: sharedKeys.peerId, policy: sharedKeys.policy });
    }
    assertPolicyMet(sharedKeys.policy, sharedKeys.peerPolicy, keys.length, sharedKeys.peerId);
    const answer = chain.answer(body, offer, keys);
    wipe(keys);
    const next = this.#deriveKeys();
    this.#nextReceiveKey = next.receive;
    this.#state = 'answered';
    this.#session.send(FRAME_TYPE.rekeyAnswer, answer);
    this.#session.useSendKey(next.send);
    this.#renewed(keys.length);
  }

  #beginSpan(): void {
    const { tracer = silentTracer, role } = this.#parts;
    const { traceId } = this.#session;
    const kind = role === 'initiator' ? 'client' : 'server';
    this.#span = tracer.begin('rekey', kind, traceId === undefined ? undefined : { traceId });
  }

  /** Keys are fetched as a part of the rekey that is under way. */
  get #tracedTerms(): SharedKeyTerms {
    const { sharedKeys, tracer } = this.#parts;
    if (tracer === undefined) return sharedKeys;
    return { ...sharedKeys, tracing: { tracer, parent: this.#span?.context } };
  }

  #ask(): void {
    const next = this.generation + 1;
    if (this.#stopped || this.#askedForGeneration === next) return;
    this.#askedForGeneration = next;
    this.#session.send(FRAME_TYPE.rekeyAsk, EMPTY);
  }

  #renewed(sharedKeyCount: number): void {
    this.#keysSinceMs = this.#parts.clock.monotonicMs();
    this.#watchAge();
    const { peerId } = this.#parts.sharedKeys;
    this.#span?.end({ 'qforge.peer': peerId, 'qforge.shared_keys': sharedKeyCount });
    this.#session.onRekeyed(sharedKeyCount);
  }

  /** One timer: the initiator's for the next rekey, then each side's for the end of its patience. */
  #watchAge(retryMs?: number): void {
    if (this.#stopped) return;
    const { clock, limits, role } = this.#parts;
    this.#timer?.cancel();
    const leftMs = limits.hardStopMs - (clock.monotonicMs() - this.#keysSinceMs);
    const dueMs = role === 'initiator' ? (retryMs ?? this.#jittered(limits.afterMs)) : leftMs;
    this.#timer = clock.schedule(Math.max(0, Math.min(dueMs, leftMs)), () => this.#onTimer());
  }

  #onTimer(): void {
    const { clock, limits, sharedKeys } = this.#parts;
    const ageMs = clock.monotonicMs() - this.#keysSinceMs;
    if (ageMs >= limits.hardStopMs) {
      const details = { peer: sharedKeys.peerId, afterMs: limits.hardStopMs };
      return this.#session.onRekeyFailed(new QForgeError('REKEY_OVERDUE', details, { cause: this.#obstacle }));
    }
    this.#timer = clock.schedule(Math.max(SHORTEST_WAIT_MS, limits.hardStopMs - ageMs), () => this.#onTimer());
    this.due();
  }

  #jittered(delayMs: number): number {
    const [byte = 0] = this.#parts.random.fill(new Uint8Array(1));
    return delayMs * (1 - (REKEY_JITTER * byte) / 256);
  }

  #deriveKeys(): RecordKeys {
    const { chain, role, suite, backend } = this.#parts;
    return deriveRecordKeys(chain.root, role, suite, backend);
  }

  #expectRole(role: 'initiator' | 'responder'): void {
    if (this.#parts.role !== role) throw outOfTurn();
  }
}

function wipe(keys: readonly NamedSharedKey[]): void {
  for (const { key } of keys) key.wipe();
}

function outOfTurn(): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The rekey', reason: 'it is out of turn' });
}
