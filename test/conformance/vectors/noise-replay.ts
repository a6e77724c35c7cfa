import { QForgeError } from '../../../src/base/index.ts';
import {
  NoiseHandshake,
  type NoiseHandshakeOptions,
  type NoiseProtocol,
  parseNoiseProtocol,
} from '../../../src/handshake/index.ts';
import { expectBytes, expectSame, Unsupported } from './expectations.ts';

/** A message with what it carries, or carries and must look like. */
export interface NoiseMessageVector {
  readonly payload: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** Transcript hash after it, where the vector tells. */
  readonly hash?: Uint8Array | undefined;
}

/** A whole handshake of two parties, and the messages after it. */
export interface NoiseScript {
  readonly initiator: NoiseHandshakeOptions;
  readonly responder: NoiseHandshakeOptions;
  /** Handshake messages, then transport messages. */
  readonly messages: readonly NoiseMessageVector[];
  readonly handshakeHash?: Uint8Array | undefined;
}

/** The ends of a finished handshake. */
export interface ReplayedPair {
  readonly initiator: NoiseHandshake;
  readonly responder: NoiseHandshake;
}

// Algorithms that Noise has names for and the product does not have: it has RFC 7748's curves and 96-bit nonces.
const FOREIGN_PARTS: readonly [RegExp, string][] = [
  [/_P256_/u, 'Noise over P-256'],
  [/_XChaChaPoly_/u, 'Noise with XChaChaPoly'],
  [/NewHope/u, 'Noise with NewHope'],
  [/^NoisePSK_/u, 'the names of Noise before its revision 32'],
  [/fallback/u, "Noise's fallback modifier"],
];

/** The protocol of a name. Throws {@link Unsupported} for what the product leaves out on purpose. */
export function noiseProtocol(name: string): NoiseProtocol {
  const foreign = FOREIGN_PARTS.find(([part]) => part.test(name));
  if (foreign !== undefined) throw new Unsupported(`the product has no ${foreign[1]}`);
  return parseNoiseProtocol(name);
}

function inTurn<T>(pair: { readonly initiator: T; readonly responder: T }, index: number): readonly [T, T] {
  return index % 2 === 0 ? [pair.initiator, pair.responder] : [pair.responder, pair.initiator];
}

/** Plays the handshake messages and returns both ends, complete. Every message is compared and read back. */
export function replayHandshake(script: NoiseScript): ReplayedPair {
  const pair = { initiator: new NoiseHandshake(script.initiator), responder: new NoiseHandshake(script.responder) };
  const count = script.initiator.protocol.messages.length;
  const messages = script.messages.slice(0, count);
  if (messages.length < count) throw lacking(`${messages.length} of ${count} handshake messages`);
  for (const [index, { payload, ciphertext, hash }] of messages.entries()) {
    const [writer, reader] = inTurn(pair, index);
    const written = writer.writeMessage(payload);
    expectBytes(written, ciphertext, `message ${index}`);
    expectBytes(reader.readMessage(written), payload, `payload ${index}`);
    if (hash !== undefined) expectBytes(reader.handshakeHash, hash, `transcript hash after message ${index}`);
  }
  expectSame(pair.initiator.isComplete && pair.responder.isComplete, true, 'completion');
  expectBytes(pair.responder.handshakeHash, pair.initiator.handshakeHash, "responder's handshake hash");
  if (script.handshakeHash !== undefined) {
    expectBytes(pair.initiator.handshakeHash, script.handshakeHash, 'handshake hash');
  }
  return pair;
}

/**
 * Plays a whole script. After the handshake the turns go on, or with `restart` begin anew with the initiator; in a
 * one-way pattern the initiator goes on alone.
 */
export function replayNoise(script: NoiseScript, { restart = false } = {}): void {
  const pair = replayHandshake(script);
  const count = script.initiator.protocol.messages.length;
  const transport = script.messages.slice(count);
  if (transport.length === 0) throw lacking('transport messages');
  const ends = { initiator: pair.initiator.split(), responder: pair.responder.split() };
  const nothing = new Uint8Array(0);
  for (const [index, { payload, ciphertext }] of transport.entries()) {
    const turn = count === 1 ? 0 : index + (restart ? 0 : count);
    const [sender, receiver] = inTurn(ends, turn);
    const written = sender.send.encrypt(nothing, payload);
    expectBytes(written, ciphertext, `transport message ${index}`);
    expectBytes(receiver.receive.decrypt(nothing, written), payload, `transport payload ${index}`);
  }
}

function lacking(what: string): QForgeError {
  return new QForgeError('MALFORMED', { what: 'the Noise vector', reason: `it lacks ${what}` });
}
