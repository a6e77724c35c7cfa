import { assert, ByteReader, isQForgeError, QForgeError, SecretBytes, utf8 } from '../base/index.ts';
import type { CipherState } from './cipher-state.ts';
import type { HandshakeRole } from './handshake-pattern.ts';
import { type NoiseHandshakeOptions, PSK_BYTES, requireFittingOptions } from './noise-handshake-options.ts';
import { NoiseHandshakeState } from './noise-handshake-state.ts';
import type { NoisePublicKeys } from './noise-keys.ts';
import { MAX_NOISE_MESSAGE_BYTES, messageOverheadBytes } from './noise-message-size.ts';
import { type NoiseMessage, staticKeyKinds } from './noise-operations.ts';
import { primitivesOf } from './noise-primitives.ts';
import type { NoiseProtocol } from './noise-protocol.ts';
import { SymmetricState } from './symmetric-state.ts';

const EMPTY = new Uint8Array(0);

/** What can come next: `over` once transport keys were taken or the handshake was given up. */
export type NoiseTurn = 'write' | 'read' | 'complete' | 'over';

/** The two directions after a handshake. */
export interface TransportCiphers {
  readonly send: CipherState;
  readonly receive: CipherState;
}

/**
 * A handshake in any Noise pattern: bytes in, bytes out. spec/noise
 *
 *     initiator:  write -> read -> write -> ... -> complete -> over
 *     responder:  read -> write -> read  -> ... -> complete -> over
 *
 * A call that throws changes nothing, so a message that fails can be followed by the right one.
 */
export class NoiseHandshake implements Disposable {
  readonly protocol: NoiseProtocol;
  readonly role: HandshakeRole;
  readonly #peer: string;
  readonly #psks: (SecretBytes | undefined)[];
  #state: NoiseHandshakeState;
  /** Index of the next message. */
  #position = 0;
  #isOver = false;

  /** Throws `ARGUMENT_INVALID` for options that don't fit the protocol. */
  constructor(options: NoiseHandshakeOptions) {
    requireFittingOptions(options);
    const { protocol, role, backend, psks = [] } = options;
    this.protocol = protocol;
    this.role = role;
    this.#peer = options.peer ?? 'the peer';
    this.#psks = Array.from({ length: protocol.pskCount }, () => undefined);
    const primitives = primitivesOf(protocol, backend);
    this.#state = new NoiseHandshakeState({
      primitives,
      role,
      hasPsk: protocol.pskCount > 0,
      knownKeys: options.knownKeys,
      symmetric: SymmetricState.initialize(primitives, protocol.name),
      local: { ephemeral: options.ephemeral ?? {}, static: options.localStatic ?? {} },
      remote: { ephemeral: {}, static: options.remoteStatic ?? {} },
      psks: this.#psks,
      usedPsks: 0,
    });
    this.#hashBeforehand(options.prologue ?? EMPTY);
    for (const [index, psk] of psks.entries()) this.setPsk(index, psk);
  }

  /** Whose move it is. */
  get turn(): NoiseTurn {
    if (this.#isOver) return 'over';
    const next = this.protocol.messages[this.#position];
    if (next === undefined) return 'complete';
    return next.sender === this.role ? 'write' : 'read';
  }

  /** Whether all messages have been exchanged and the keys are there to be taken. */
  get isComplete(): boolean {
    return this.turn === 'complete';
  }

  /** Hash of everything exchanged so far; the same on both sides after the same message, final once complete. */
  get handshakeHash(): Uint8Array {
    return this.#state.variables.symmetric.transcriptHash;
  }

  /** The peer's static keys, once a message with them has been read or from the start if known beforehand. */
  get remoteStatic(): NoisePublicKeys | undefined {
    const keys = this.#state.variables.remote.static;
    return keys.dh === undefined && keys.kem === undefined ? undefined : keys;
  }

  /** How many bytes the next message has beyond its payload. Throws `HANDSHAKE_OUT_OF_ORDER` if there is none. */
  get nextMessageOverheadBytes(): number {
    const message = this.protocol.messages[this.#position];
    if (message === undefined || this.#isOver) throw this.#outOfOrder('another message');
    return this.#overheadBytes(message);
  }

  /**
   * Sets a pre-shared key of 32 bytes, counted from 0 in the order of the tokens, at any time before it is used. Copied.
   *
   * Throws `CRYPTO_LENGTH_INVALID`; `ARGUMENT_INVALID` for an index that the protocol lacks; `HANDSHAKE_OUT_OF_ORDER`.
   */
  setPsk(index: number, psk: SecretBytes): void {
    if (psk.length !== PSK_BYTES) {
      throw new QForgeError('CRYPTO_LENGTH_INVALID', { what: 'psk', expected: PSK_BYTES, actual: psk.length });
    }
    if (!Number.isInteger(index) || index < 0 || index >= this.#psks.length) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'index', reason: `there is no pre-shared key ${index}` });
    }
    if (this.#isOver || index < this.#state.variables.usedPsks) throw this.#outOfOrder('setting a used pre-shared key');
    this.#psks[index]?.wipe();
    this.#psks[index] = SecretBytes.copyOf(psk.expose());
  }

  /**
   * The next message, with `payload` protected as far as the pattern does at this point.
   *
   * Throws `HANDSHAKE_OUT_OF_ORDER`; `MESSAGE_TOO_LARGE` beyond 65,535 bytes in all; `HANDSHAKE_FAILED` if the peer's
   * public keys turn out to be unusable.
   */
  writeMessage(payload: Uint8Array = EMPTY): Uint8Array {
    const message = this.#nextMessage('write');
    const bytes = this.#overheadBytes(message) + payload.length;
    if (bytes > MAX_NOISE_MESSAGE_BYTES) {
      throw new QForgeError('MESSAGE_TOO_LARGE', { bytes, limitBytes: MAX_NOISE_MESSAGE_BYTES });
    }
    return this.#attempt((state) => write(state, message, payload, bytes));
  }

  /**
   * The payload of the next message from the peer.
   *
   * Throws `HANDSHAKE_FAILED` for whatever is wrong with the message, the reason being in `cause` for local use only;
   * `HANDSHAKE_OUT_OF_ORDER`. After either the right message can still be read.
   */
  readMessage(unverified: Uint8Array): Uint8Array {
    const message = this.#nextMessage('read');
    return this.#attempt((state) => read(state, message, unverified));
  }

  /**
   * Ends the handshake and hands out its transport keys, once. What a one-way pattern's responder would send, and its
   * initiator receive, throws `SECRET_WIPED`. Throws `HANDSHAKE_OUT_OF_ORDER` before completion.
   */
  split(): TransportCiphers {
    if (!this.isComplete) throw this.#outOfOrder('taking the transport keys');
    const [fromInitiator, fromResponder] = this.#state.variables.symmetric.split();
    if (this.protocol.messages.length === 1) fromResponder.wipe();
    this[Symbol.dispose]();
    return this.role === 'initiator'
      ? { send: fromInitiator, receive: fromResponder }
      : { send: fromResponder, receive: fromInitiator };
  }

  /**
   * A secret of both sides for the use that `label` names: spec/handshake §7. Any number of times before `split`.
   *
   * Throws `HANDSHAKE_OUT_OF_ORDER` before completion and after `split`.
   */
  exportSecret(label: string, lengthBytes: number): SecretBytes {
    if (!this.isComplete) throw this.#outOfOrder('exporting a secret');
    const { symmetric, primitives } = this.#state.variables;
    const exporter = symmetric.exporterSecret();
    const secret = primitives.hash.hkdf(exporter.expose(), symmetric.transcriptHash, utf8(label), lengthBytes);
    exporter.wipe();
    return SecretBytes.take(secret);
  }

  /** Gives the handshake up and overwrites its secrets; only the hash and the peer's keys can still be asked for. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#forgetSecrets();
    this.#state.variables.symmetric.wipe();
  }

  /** MixHash of the prologue and of the static keys known beforehand, the initiator's first: Noise §5.3. */
  #hashBeforehand(prologue: Uint8Array): void {
    const { symmetric, local, remote } = this.#state.variables;
    symmetric.mixHash(prologue);
    for (const owner of ['initiator', 'responder'] as const) {
      if (!this.protocol.pattern.knownStatics.includes(owner)) continue;
      for (const kind of staticKeyKinds(this.protocol.pattern.family)) {
        const key = owner === this.role ? local.static[kind]?.publicKey : remote.static[kind];
        symmetric.mixHash(key?.bytes ?? EMPTY);
      }
    }
  }

  /** Carries a message out on a copy, which takes the place of the state on success. */
  #attempt<T>(step: (state: NoiseHandshakeState) => T): T {
    const trial = this.#state.clone();
    let result: T;
    try {
      result = step(trial);
    } catch (error) {
      trial.variables.symmetric.wipe();
      throw isPeerFault(error) ? new QForgeError('HANDSHAKE_FAILED', { peer: this.#peer }, { cause: error }) : error;
    }
    this.#state.variables.symmetric.wipe();
    this.#state = trial;
    this.#position += 1;
    if (this.isComplete) this.#forgetSecrets();
    return result;
  }

  #nextMessage(action: 'read' | 'write'): NoiseMessage {
    const message = this.protocol.messages[this.#position];
    if (this.turn !== action || message === undefined) throw this.#outOfOrder(`a ${action}`);
    const { usedPsks } = this.#state.variables;
    for (let index = usedPsks; index < usedPsks + message.psks; index += 1) {
      if (this.#psks[index] === undefined) throw this.#outOfOrder(`a ${action} without its pre-shared key`);
    }
    return message;
  }

  #overheadBytes(message: NoiseMessage): number {
    const { primitives, symmetric, hasPsk } = this.#state.variables;
    return messageOverheadBytes(message, primitives, { hasKey: symmetric.hasKey, hasPsk });
  }

  #forgetSecrets(): void {
    for (const psk of this.#psks) psk?.wipe();
    this.#state.variables.local.ephemeral.kem?.wipe();
    this.#state = new NoiseHandshakeState({ ...this.#state.variables, local: { ephemeral: {}, static: {} } });
  }

  #outOfOrder(action: string): QForgeError<'HANDSHAKE_OUT_OF_ORDER'> {
    const state = `${this.turn} (message ${this.#position + 1} of ${this.protocol.messages.length})`;
    return new QForgeError('HANDSHAKE_OUT_OF_ORDER', { state, action });
  }
}

function write(state: NoiseHandshakeState, message: NoiseMessage, payload: Uint8Array, bytes: number): Uint8Array {
  const written = new Uint8Array(bytes);
  let offset = 0;
  const append = (field: Uint8Array): void => {
    written.set(field, offset);
    offset += field.length;
  };
  for (const operation of message.operations) append(state.write(operation));
  append(state.variables.symmetric.encryptAndHash(payload));
  assert(offset === bytes, 'a handshake message has the computed length');
  return written;
}

function read(state: NoiseHandshakeState, message: NoiseMessage, unverified: Uint8Array): Uint8Array {
  const reader = new ByteReader(unverified, 'A handshake message');
  if (unverified.length > MAX_NOISE_MESSAGE_BYTES) throw reader.malformed('it is too long');
  for (const operation of message.operations) state.read(operation, reader);
  return state.variables.symmetric.decryptAndHash(reader.rest());
}

/** Whether an error says that the peer's bytes are wrong; all others are defects and come through as they are. */
function isPeerFault(error: unknown): boolean {
  return (
    isQForgeError(error, 'MALFORMED') ||
    isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED') ||
    isQForgeError(error, 'CRYPTO_KEY_INVALID') ||
    isQForgeError(error, 'CRYPTO_LENGTH_INVALID')
  );
}
