import { type Clock, isQForgeError, QForgeError } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { type OpenedMessage, openMessage, type PrekeyVault } from '../messaging/index.ts';
import { envelopeFor, isPacket } from './packet.ts';
import { decodeFrame, type FrameKind, type SubjectFrame } from './subject-frame.ts';

/** What opening needs. */
export interface GateParts {
  readonly peerId: string;
  readonly vault: PrekeyVault;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
}

/** What is taken at one place. */
export interface Expectation {
  readonly kinds: readonly FrameKind[];
  readonly welcomes: (sender: string) => boolean | Promise<boolean>;
}

/** What came from a server, of which nothing is proved. */
export interface UnverifiedMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

/** A message that was opened, and that is not taken again. */
export interface AdmittedMessage {
  readonly opened: OpenedMessage;
  readonly frame: SubjectFrame;
}

/** Opens what comes by NATS and refuses what it should. */
export class MessageGate {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /**
   * Opens a message for the first and only time. What is refused is not remembered: the same message where it belongs is still taken.
   * spec/nats §4
   *
   * Rejects with `NATS_UNSEALED`, `SEALED_INVALID`, `SEALED_TOO_LARGE`, `SEALED_SUITE_UNKNOWN`, `SEALED_NOT_FOR_US`, `SEALED_EXPIRED`,
   * `PREKEY_GONE`, `NATS_SENDER_UNKNOWN`, `NATS_SUBJECT_MISMATCH`, `SEALED_REPLAYED`, `REPLAY_LIST_FULL`; as the vault does with
   * `MAIL_STORE_*`.
   */
  async admit(unverified: UnverifiedMessage, { kinds, welcomes }: Expectation): Promise<AdmittedMessage> {
    const { subject } = unverified;
    const opened = await this.#open(unverified);
    using _receipt = opened.receipt;
    if (!(await welcomes(opened.sender))) throw new QForgeError('NATS_SENDER_UNKNOWN', { peer: opened.sender });
    const frame = frameOf(opened.payload);
    if (frame.subject !== subject) {
      throw new QForgeError('NATS_SUBJECT_MISMATCH', { subject, sealedFor: frame.subject });
    }
    if (!kinds.includes(frame.kind)) throw new QForgeError('SEALED_INVALID', { reason: `no ${frame.kind} is awaited` });
    this.#parts.vault.take(opened, 'none');
    return { opened, frame };
  }

  #open({ subject, data }: UnverifiedMessage): Promise<OpenedMessage> {
    const { peerId, backend, vault, clock } = this.#parts;
    if (!isPacket(data)) throw new QForgeError('NATS_UNSEALED', { subject });
    const findPrekey: PrekeyVault['find'] = (id) => vault.find(id);
    return openMessage(envelopeFor(peerId, data), clock.wallMs(), { backend, peerId, findPrekey });
  }
}

function frameOf(payload: Uint8Array): SubjectFrame {
  try {
    return decodeFrame(payload);
  } catch (error) {
    if (!isQForgeError(error, 'MALFORMED')) throw error;
    throw new QForgeError('SEALED_INVALID', { reason: 'what was sealed is no message of NATS' }, { cause: error });
  }
}
