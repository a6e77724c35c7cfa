import { type Clock, isQForgeError, type MetricsSink, QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Author } from './author.ts';
import { newHexId } from './hex-id.ts';
import { type SealedForOne, type SealRecipient, sealMessage } from './message-sealer.ts';
import type { MessengerEvents } from './messenger-events.ts';
import { type Prekey, type PrekeyKind, verifyPrekey } from './signed-prekey.ts';

/** For how long a message waits, unless it is said otherwise. */
export const DEFAULT_EXPIRY_MS = 604_800_000;

/** How many prekeys that do not hold are passed over before a directory counts as broken. */
const MAX_BAD_PREKEYS = 3;

/** What sealing for peers needs. */
export interface SealerParts {
  readonly author: Author;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly metrics: MetricsSink;
  /** Where prekeys come from, unless the call says otherwise. */
  readonly directory: { readonly take: PrekeySource };
  readonly events?: MessengerEvents;
}

/** Fetches a signed prekey of a peer, as `Directory.take` does. */
export type PrekeySource = (peerId: string) => Promise<Uint8Array | undefined>;

/** A message that is sealed and not under way yet. */
export interface ReadyMessage {
  readonly messageId: string;
  readonly expiresAtMs: number;
  readonly envelopes: readonly (SealedForOne & { readonly prekeyKind: PrekeyKind })[];
  /** Recipients that no prekey was found for. */
  readonly failures: readonly { readonly peerId: string; readonly error: QForgeError }[];
}

/** Seals messages for peers by their prekeys. */
export class PrekeySealer {
  readonly #parts: SealerParts;

  constructor(parts: SealerParts) {
    this.#parts = parts;
  }

  /**
   * Seals for those that a prekey is found for. The message expires with the first of the prekeys, if that is earlier.
   *
   * Rejects with `SEALED_TOO_LARGE`, `ARGUMENT_INVALID`; if no recipient is left, with what the first one failed on: `PREKEY_MISSING`,
   * `PREKEY_INVALID`, or what the source of prekeys rejects with.
   */
  async seal(
    peerIds: readonly string[],
    payload: Uint8Array,
    expiresInMs: number = DEFAULT_EXPIRY_MS,
    takePrekey: PrekeySource = (peerId) => this.#parts.directory.take(peerId),
  ): Promise<ReadyMessage> {
    const { author, backend, clock, metrics } = this.#parts;
    const found = await Promise.all([...new Set(peerIds)].map((peerId) => this.#find(peerId, takePrekey)));
    const recipients = found.filter((entry): entry is SealRecipient => 'prekey' in entry);
    const failures = found.filter((entry) => 'error' in entry);
    const [failure] = failures;
    if (recipients.length === 0 && failure !== undefined) throw failure.error;
    const sentAtMs = clock.wallMs();
    const expiresAtMs = Math.min(sentAtMs + expiresInMs, ...recipients.map(({ prekey }) => prekey.notAfterMs));
    const messageId = newHexId(backend.random);
    const sealed = await sealMessage({ messageId, payload, sentAtMs, expiresAtMs }, recipients, author, backend);
    const kinds = new Map(recipients.map(({ peerId, prekey }) => [peerId, prekey.kind]));
    for (const kind of kinds.values()) metrics.count('qforge_sealed_total', 1, { prekey: kind });
    const envelopes = sealed.map((one) => ({ ...one, prekeyKind: kinds.get(one.recipient) ?? 'last-resort' }));
    return { messageId, expiresAtMs, envelopes, failures };
  }

  async #find(peerId: string, takePrekey: PrekeySource): Promise<SealRecipient | ReadyMessage['failures'][number]> {
    try {
      return { peerId, prekey: await this.#prekeyOf(peerId, takePrekey) };
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      this.#parts.events?.failed(undefined, peerId, error);
      return { peerId, error };
    }
  }

  async #prekeyOf(peerId: string, takePrekey: PrekeySource): Promise<Prekey> {
    const { backend, clock, metrics } = this.#parts;
    for (let bad = 0; ; bad += 1) {
      const signed = await takePrekey(peerId);
      if (signed === undefined) throw new QForgeError('PREKEY_MISSING', { peer: peerId });
      try {
        return verifyPrekey(signed, peerId, clock.wallMs(), backend);
      } catch (error) {
        metrics.count('qforge_prekeys_refused_total', 1);
        if (bad === MAX_BAD_PREKEYS) throw error;
      }
    }
  }
}
