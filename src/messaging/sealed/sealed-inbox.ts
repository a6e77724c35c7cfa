import {
  type Clock,
  type ErrorCode,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
} from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { DeadLetterReason } from '../mailbox/dead-letter.ts';
import { type OpenedMessage, openMessage } from './message-opener.ts';
import type { MessengerEvents } from './messenger-events.ts';
import type { PrekeyVault } from './prekey-vault.ts';

/** What opening messages for the application needs. */
export interface InboxParts {
  readonly peerId: string;
  readonly vault: PrekeyVault;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly events: MessengerEvents;
  /** Whether messages of this peer are taken. */
  readonly welcomes: (sender: string) => boolean | Promise<boolean>;
}

/** A message that the application has not acknowledged yet. */
export interface ReceivedMessage {
  /** Unique for its sender; the same when it comes again. */
  readonly id: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
  readonly data: Uint8Array;
  /** By what way it came. */
  readonly way: 'mailbox' | 'route';
  /**
   * The application has taken it: it never comes again. Resolves when that is durable. Rejects with `SEALED_REPLAYED` for a second time,
   * `REPLAY_LIST_FULL` and `MAIL_STORE_*`.
   */
  acknowledge(): Promise<void>;
}

/** What became of an envelope. */
export type InboxOutcome =
  | { readonly kind: 'message'; readonly opened: OpenedMessage }
  | { readonly kind: 'refused'; readonly reason: DeadLetterReason; readonly error: QForgeError }
  /** It is with the application, or there is no room to remember it: it is left where it is. */
  | { readonly kind: 'later' };

const REASONS: Readonly<Partial<Record<ErrorCode, DeadLetterReason>>> = {
  SEALED_INVALID: 'damaged',
  SEALED_TOO_LARGE: 'damaged',
  SEALED_SUITE_UNKNOWN: 'suite-unknown',
  SEALED_NOT_FOR_US: 'not-for-us',
  SEALED_EXPIRED: 'expired',
  PREKEY_GONE: 'prekey-gone',
  SEALED_REPLAYED: 'replayed',
};

/** Opens envelopes, whichever way they come, and sees to it that the application gets each message once. spec/sealed-messages §6 */
export class SealedInbox {
  readonly #parts: InboxParts;
  /** Messages that are with the application, by sender and ID. */
  readonly #open = new Set<string>();

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** Whether a message was acknowledged, by what is known of it before it is open. */
  hasTaken(sender: string, id: string): boolean {
    return this.#parts.vault.hasTaken(sender, id);
  }

  /** A copy of a message that was acknowledged came again: its receipt is owed once more. Throws `MAIL_STORE_*`. */
  owe(sender: string, id: string): void {
    this.#parts.vault.owe(sender, id);
  }

  /**
   * Opens an envelope. For a message, give it to the application and then call {@link acknowledge} or {@link release}. Rejects with
   * `MAIL_STORE_*` alone.
   */
  async open(unverified: Uint8Array): Promise<InboxOutcome> {
    const outcome = await this.#outcomeOf(unverified);
    this.#parts.metrics.count('qforge_sealed_received_total', 1, {
      outcome: outcome.kind === 'refused' ? outcome.reason : outcome.kind,
    });
    if (outcome.kind === 'message') this.#tell('message-received', outcome.opened);
    if (outcome.kind === 'refused') {
      this.#parts.events.tell(() => ({ type: 'message-refused', reason: outcome.reason }));
      this.#parts.logger.log('warn', 'security', 'sealed message refused', { reason: outcome.reason });
    }
    return outcome;
  }

  /** The application has taken a message: it and its prekey are done with. Throws as {@link ReceivedMessage.acknowledge} rejects. */
  acknowledge(opened: OpenedMessage, way: ReceivedMessage['way']): void {
    this.#parts.vault.take(opened, way === 'route' ? 'shown' : 'owed');
    this.release(opened);
    this.#tell('message-acknowledged', opened);
  }

  /** The application did not take a message: it may come again. */
  release(opened: OpenedMessage): void {
    this.#open.delete(nameOf(opened));
  }

  #tell(type: 'message-received' | 'message-acknowledged', { messageId: id, sender }: OpenedMessage): void {
    this.#parts.events.tell(() => ({ type, id, sender }));
  }

  async #outcomeOf(unverified: Uint8Array): Promise<InboxOutcome> {
    try {
      return await this.#admit(await this.#unseal(unverified));
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      const reason = REASONS[error.code];
      if (reason === undefined) throw error;
      return { kind: 'refused', reason, error };
    }
  }

  #unseal(unverified: Uint8Array): Promise<OpenedMessage> {
    const { backend, peerId, vault, clock } = this.#parts;
    return openMessage(unverified, clock.wallMs(), { backend, peerId, findPrekey: (id) => vault.find(id) });
  }

  async #admit(opened: OpenedMessage): Promise<InboxOutcome> {
    const { vault, welcomes } = this.#parts;
    const { sender, messageId } = opened;
    if (!(await welcomes(sender))) {
      return { kind: 'refused', reason: 'sender-unwelcome', error: new QForgeError('PEER_UNKNOWN', { peer: sender }) };
    }
    if (vault.hasTaken(sender, messageId)) throw new QForgeError('SEALED_REPLAYED', { id: messageId });
    if (this.#open.has(nameOf(opened)) || !vault.hasRoomFor(sender)) return { kind: 'later' };
    this.#open.add(nameOf(opened));
    return { kind: 'message', opened };
  }
}

function nameOf({ sender, messageId }: OpenedMessage): string {
  return `${sender} ${messageId}`;
}
