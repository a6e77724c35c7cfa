import assert from 'node:assert/strict';
import { SecretBytes } from '../../src/base/index.ts';
import type { CryptoBackend } from '../../src/crypto/index.ts';
import {
  NoiseHandshake,
  type NoiseHandshakeOptions,
  type NoisePrivateKeys,
  type NoiseProtocol,
  type NoisePublicKeys,
} from '../../src/handshake/index.ts';

/** Both ends of one handshake. */
export interface HandshakePair {
  readonly initiator: NoiseHandshake;
  readonly responder: NoiseHandshake;
}

/** What the ends of a pair may differ in. */
export interface PairOptions {
  readonly protocol: NoiseProtocol;
  readonly backends: Readonly<Record<NoiseHandshake['role'], CryptoBackend>>;
  readonly statics?: Readonly<Record<NoiseHandshake['role'], NoisePrivateKeys>>;
  readonly psks?: readonly SecretBytes[];
  readonly prologue?: Uint8Array;
  readonly ephemerals?: Readonly<Record<NoiseHandshake['role'], NoisePrivateKeys>>;
}

/** Bytes of a hexadecimal text. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** Hexadecimal text of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Asserts that bytes are the expected ones, and names the first that differs instead of printing kilobytes. */
export function assertBytes(actual: Uint8Array, expectedHex: string | undefined, what: string): void {
  const expected = fromHex(expectedHex ?? '');
  const difference = actual.findIndex((byte, index) => byte !== expected[index]);
  assert.equal(actual.length, expected.length, `${what}: length`);
  assert.equal(difference, -1, `${what}: byte ${difference} differs`);
}

/** Fresh private keys of the kinds that a protocol names. */
export function generateKeys(protocol: NoiseProtocol, backend: CryptoBackend): NoisePrivateKeys {
  return {
    dh: protocol.dh === undefined ? undefined : backend.diffieHellman(protocol.dh).generate(),
    kem: protocol.kem === undefined ? undefined : backend.kem(protocol.kem).generate(),
  };
}

/** The public halves, as another backend imports them. */
export function publicKeys(keys: NoisePrivateKeys, protocol: NoiseProtocol, backend: CryptoBackend): NoisePublicKeys {
  return {
    dh: keys.dh && protocol.dh && backend.diffieHellman(protocol.dh).importPublicKey(keys.dh.publicKey.bytes),
    kem: keys.kem && protocol.kem && backend.kem(protocol.kem).importPublicKey(keys.kem.publicKey.bytes),
  };
}

/** A pre-shared key of 32 equal bytes. */
export function pskOf(byte: number): SecretBytes {
  return SecretBytes.take(new Uint8Array(32).fill(byte));
}

/** Two ends that fit each other. */
export function makePair(options: PairOptions): HandshakePair {
  const { protocol, backends } = options;
  const statics = options.statics ?? {
    initiator: generateKeys(protocol, backends.initiator),
    responder: generateKeys(protocol, backends.responder),
  };
  return {
    initiator: new NoiseHandshake(sideOptions('initiator', { ...options, statics })),
    responder: new NoiseHandshake(sideOptions('responder', { ...options, statics })),
  };
}

/** The options of one end. */
export function sideOptions(
  role: NoiseHandshake['role'],
  options: PairOptions & Required<Pick<PairOptions, 'statics'>>,
): NoiseHandshakeOptions {
  const { protocol, backends, statics, psks, prologue, ephemerals } = options;
  const other = role === 'initiator' ? 'responder' : 'initiator';
  const remoteStatic = publicKeys(statics[other], protocol, backends[role]);
  return {
    protocol,
    role,
    backend: backends[role],
    localStatic: statics[role],
    ...(protocol.pattern.knownStatics.includes(other) ? { remoteStatic } : {}),
    ...(psks === undefined ? {} : { psks }),
    ...(prologue === undefined ? {} : { prologue }),
    ...(ephemerals === undefined ? {} : { ephemeral: ephemerals[role] }),
  };
}

/** Has the next message written and read, and returns it. */
export function exchange({ initiator, responder }: HandshakePair, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const [writer, reader] = initiator.turn === 'write' ? [initiator, responder] : [responder, initiator];
  const overheadBytes = writer.nextMessageOverheadBytes;
  assert.equal(reader.nextMessageOverheadBytes, overheadBytes, 'both sides expect the same overhead');
  const message = writer.writeMessage(payload);
  assert.equal(message.length, overheadBytes + payload.length, 'the overhead was announced rightly');
  assert.deepEqual(reader.readMessage(message), payload);
  assert.deepEqual(reader.handshakeHash, writer.handshakeHash);
  return message;
}

/** Runs what is left of a handshake, and returns its messages. */
export function complete(pair: HandshakePair, payload?: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  while (!pair.initiator.isComplete) messages.push(exchange(pair, payload));
  assert.ok(pair.responder.isComplete);
  return messages;
}

/**
 * Asserts that a completed pair has the same keys in both directions, and shows what they make of a fixed text: that
 * depends on the keys alone, not on the transcript.
 */
export function transportProof({ initiator, responder }: HandshakePair): string {
  const [empty, text] = [new Uint8Array(0), new Uint8Array(32)];
  const exported = initiator.exportSecret('proof', 32).expose();
  assert.deepEqual(responder.exportSecret('proof', 32).expose(), exported);
  const [a, b] = [initiator.split(), responder.split()];
  const there = a.send.encrypt(empty, text);
  const back = b.send.encrypt(empty, text);
  assert.deepEqual(b.receive.decrypt(empty, there), text);
  assert.deepEqual(a.receive.decrypt(empty, back), text);
  assert.notDeepEqual(there, back);
  return `${toHex(there)} ${toHex(back)}`;
}
