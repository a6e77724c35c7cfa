import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { type CryptoBackend, type DhPrivateKey, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import {
  NoiseHandshake,
  type NoiseHandshakeOptions,
  type NoiseProtocol,
  parseNoiseProtocol,
} from '../../src/handshake/index.ts';
import { fromHex, type HandshakePair, toHex } from './handshake-pair.ts';

/** The format that cacophony and snow share. */
interface PlainVector {
  readonly protocol_name: string;
  readonly init_prologue: string;
  readonly init_static?: string;
  readonly init_remote_static?: string;
  readonly init_ephemeral?: string;
  readonly init_psks?: readonly string[];
  readonly resp_prologue: string;
  readonly resp_static?: string;
  readonly resp_remote_static?: string;
  readonly resp_ephemeral?: string;
  readonly resp_psks?: readonly string[];
  readonly handshake_hash?: string;
  readonly messages: readonly { readonly payload: string; readonly ciphertext: string }[];
}

const VECTORS = new URL('../../testdata/vectors/noise/', import.meta.url);
const EMPTY = new Uint8Array(0);
// Prime to the 16 and 8 suites per pattern of the two files, so that all suites and patterns have their turn.
const PORTABLE_STRIDE = 7;

const sources = [
  { file: 'cacophony/cacophony.txt', count: 944 },
  { file: 'snow/snow.txt', count: 408 },
];

for (const { file, count } of sources) {
  const { vectors } = JSON.parse(readFileSync(new URL(file, VECTORS), 'utf8')) as { vectors: readonly PlainVector[] };

  test(`every handshake of ${file} comes out byte for byte with the native backend`, (t) => {
    for (const vector of vectors) replay(vector, nativeBackend);
    assert.equal(vectors.length, count);
    t.diagnostic(`${vectors.length} handshakes`);
  });

  test(`every ${PORTABLE_STRIDE}th handshake of ${file} comes out byte for byte with the portable backend`, (t) => {
    const some = vectors.filter((_, index) => index % PORTABLE_STRIDE === 0);
    for (const vector of some) replay(vector, portableBackend);
    assert.ok(some.length > count / (PORTABLE_STRIDE + 1));
    t.diagnostic(`${some.length} handshakes`);
  });
}

function replay(vector: PlainVector, backend: CryptoBackend): void {
  const protocol = parseNoiseProtocol(vector.protocol_name);
  const pair = {
    initiator: new NoiseHandshake(optionsOf(vector, 'init', protocol, backend)),
    responder: new NoiseHandshake(optionsOf(vector, 'resp', protocol, backend)),
  };
  const handshake = vector.messages.slice(0, protocol.messages.length);
  for (const [index, { payload, ciphertext }] of handshake.entries()) {
    const [writer, reader] = inOrder(pair, index);
    const overheadBytes = writer.nextMessageOverheadBytes;
    const message = writer.writeMessage(fromHex(payload));
    assert.equal(toHex(message), ciphertext, `${protocol.name}: message ${index + 1}`);
    assert.equal(message.length, overheadBytes + payload.length / 2);
    assert.equal(toHex(reader.readMessage(message)), payload);
  }
  if (vector.handshake_hash !== undefined) assert.equal(toHex(pair.initiator.handshakeHash), vector.handshake_hash);
  assert.deepEqual(pair.responder.handshakeHash, pair.initiator.handshakeHash);
  replayTransport(pair, protocol, vector.messages.slice(handshake.length));
}

function replayTransport(pair: HandshakePair, protocol: NoiseProtocol, messages: PlainVector['messages']): void {
  const [initiator, responder] = [pair.initiator.split(), pair.responder.split()];
  assert.ok(messages.length > 0);
  for (const [index, { payload, ciphertext }] of messages.entries()) {
    // In a one-way pattern the initiator goes on alone; otherwise the turns go on.
    const fromInitiator = protocol.messages.length === 1 || (protocol.messages.length + index) % 2 === 0;
    const [sender, receiver] = fromInitiator ? [initiator, responder] : [responder, initiator];
    const message = sender.send.encrypt(EMPTY, fromHex(payload));
    assert.equal(toHex(message), ciphertext, `${protocol.name}: transport message ${index + 1}`);
    assert.equal(toHex(receiver.receive.decrypt(EMPTY, message)), payload);
  }
}

function inOrder({ initiator, responder }: HandshakePair, index: number): readonly [NoiseHandshake, NoiseHandshake] {
  return index % 2 === 0 ? [initiator, responder] : [responder, initiator];
}

function optionsOf(
  vector: PlainVector,
  side: 'init' | 'resp',
  protocol: NoiseProtocol,
  backend: CryptoBackend,
): NoiseHandshakeOptions {
  assert.ok(protocol.dh);
  const dh = backend.diffieHellman(protocol.dh);
  const privateKey = (text: string | undefined): { dh: DhPrivateKey } | undefined =>
    text === undefined ? undefined : { dh: dh.fromPrivateBytes(fromHex(text)) };
  const localStatic = privateKey(vector[`${side}_static`]);
  const ephemeral = privateKey(vector[`${side}_ephemeral`]);
  const remote = vector[`${side}_remote_static`];
  return {
    protocol,
    role: side === 'init' ? 'initiator' : 'responder',
    backend,
    prologue: fromHex(vector[`${side}_prologue`]),
    psks: (vector[`${side}_psks`] ?? []).map((psk) => SecretBytes.take(fromHex(psk))),
    ...(localStatic === undefined ? {} : { localStatic }),
    ...(ephemeral === undefined ? {} : { ephemeral }),
    ...(remote === undefined ? {} : { remoteStatic: { dh: dh.importPublicKey(fromHex(remote)) } }),
  };
}
