import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isQForgeError, SecretBytes, utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { NoiseHandshake, type NoiseHandshakeOptions, parseNoiseProtocol } from '../../src/handshake/index.ts';
import {
  complete,
  exchange,
  fromHex,
  generateKeys,
  type HandshakePair,
  makePair,
  pskOf,
  sideOptions,
  transportProof,
} from './handshake-pair.ts';

const backends = { initiator: nativeBackend, responder: nativeBackend };
const XXpsk4 = parseNoiseProtocol('Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512');
const NN = parseNoiseProtocol('Noise_NN_25519_ChaChaPoly_BLAKE2s');
const OUT_OF_ORDER = { code: 'HANDSHAKE_OUT_OF_ORDER' };

test('the turns follow the pattern on both sides', () => {
  const { initiator, responder } = makePair({ protocol: NN, backends });
  const turns = (): readonly string[] => [initiator.turn, responder.turn];
  assert.deepEqual(turns(), ['write', 'read']);
  const first = initiator.writeMessage();
  assert.deepEqual(turns(), ['read', 'read']);
  responder.readMessage(first);
  assert.deepEqual(turns(), ['read', 'write']);
  initiator.readMessage(responder.writeMessage());
  assert.deepEqual(turns(), ['complete', 'complete']);
  assert.ok(initiator.isComplete && responder.isComplete);
  initiator.split();
  assert.deepEqual(turns(), ['over', 'complete']);
});

test('a call out of turn says where the handshake stands', () => {
  const { responder } = makePair({ protocol: NN, backends });
  assert.throws(() => responder.writeMessage(), {
    ...OUT_OF_ORDER,
    details: { state: 'read (message 1 of 2)', action: 'a write' },
  });
});

test('the responder may set the pre-shared key between message 3 and 4, derived from the hash both know', () => {
  const { initiator, responder } = makePair({ protocol: XXpsk4, backends });
  for (let message = 1; message <= 3; message += 1) exchange({ initiator, responder });
  assert.throws(() => responder.writeMessage(), { ...OUT_OF_ORDER, message: /without its pre-shared key/u });
  responder.setPsk(0, SecretBytes.take(nativeBackend.hash('SHA-256').digest(responder.handshakeHash)));
  const last = responder.writeMessage();
  assert.throws(() => initiator.readMessage(last), { ...OUT_OF_ORDER, message: /without its pre-shared key/u });
  initiator.setPsk(0, pskOf(3));
  assert.throws(() => initiator.readMessage(last), { code: 'HANDSHAKE_FAILED' });
  initiator.setPsk(0, SecretBytes.take(nativeBackend.hash('SHA-256').digest(initiator.handshakeHash)));
  initiator.readMessage(last);
  transportProof({ initiator, responder });
});

test('pre-shared keys have 32 bytes and a place, and none can be set once it was used', () => {
  const protocol = parseNoiseProtocol('Noise_NNpsk0+psk2_25519_AESGCM_SHA256');
  const { initiator, responder } = makePair({ protocol, backends, psks: [pskOf(1)] });
  for (const bytes of [0, 31, 33]) {
    assert.throws(() => initiator.setPsk(1, SecretBytes.take(new Uint8Array(bytes))), {
      code: 'CRYPTO_LENGTH_INVALID',
    });
  }
  for (const index of [-1, 2, 0.5]) {
    assert.throws(() => initiator.setPsk(index, pskOf(1)), { code: 'ARGUMENT_INVALID' });
  }
  exchange({ initiator, responder });
  assert.throws(() => initiator.setPsk(0, pskOf(1)), OUT_OF_ORDER);
  initiator.setPsk(1, pskOf(2));
  responder.setPsk(1, pskOf(2));
  complete({ initiator, responder });
  assert.throws(() => initiator.setPsk(1, pskOf(2)), OUT_OF_ORDER);
});

test('a pre-shared key belongs to the caller, who may wipe it at once', () => {
  const psk = pskOf(5);
  const pair = makePair({ protocol: XXpsk4, backends, psks: [psk] });
  assert.equal(psk.expose()[0], 5);
  psk.wipe();
  complete(pair);
});

test('transport keys are handed out once, and the hash stays', () => {
  const { initiator, responder } = makePair({ protocol: NN, backends });
  complete({ initiator, responder });
  const hash = initiator.handshakeHash;
  initiator.split();
  assert.throws(() => initiator.split(), OUT_OF_ORDER);
  assert.throws(() => initiator.exportSecret('late', 32), OUT_OF_ORDER);
  assert.deepEqual(initiator.handshakeHash, hash);
});

test('exported secrets agree on both sides, differ by label, and are HKDF over the third output', () => {
  const { initiator, responder } = makePair({ protocol: XXpsk4, backends, psks: [pskOf(1)] });
  complete({ initiator, responder });
  const exported = (label: string, bytes: number): Uint8Array => initiator.exportSecret(label, bytes).expose();
  assert.deepEqual(responder.exportSecret('records', 64).expose(), exported('records', 64));
  assert.deepEqual(exported('records', 64).slice(0, 32), exported('records', 32));
  assert.notDeepEqual(exported('record', 32), exported('records', 32));
});

test('a one-way pattern lets only the initiator send', () => {
  const protocol = parseNoiseProtocol('Noise_N_25519_AESGCM_SHA256');
  const pair = makePair({ protocol, backends });
  complete(pair);
  const [initiator, responder] = [pair.initiator.split(), pair.responder.split()];
  const empty = new Uint8Array(0);
  assert.deepEqual(responder.receive.decrypt(empty, initiator.send.encrypt(empty, utf8('one way'))), utf8('one way'));
  assert.throws(() => responder.send.encrypt(empty, empty), { code: 'SECRET_WIPED' });
  assert.throws(() => initiator.receive.decrypt(empty, new Uint8Array(16)), { code: 'SECRET_WIPED' });
});

test('ephemeral keys from a pool are the ones that are sent', () => {
  const ephemerals = { initiator: generateKeys(XXpsk4, nativeBackend), responder: generateKeys(XXpsk4, nativeBackend) };
  const pair = makePair({ protocol: XXpsk4, backends, psks: [pskOf(1)], ephemerals });
  const first = exchange(pair);
  assert.deepEqual(first.slice(0, 32), ephemerals.initiator.dh?.publicKey.bytes);
  assert.deepEqual(first.slice(32, 32 + 1184), ephemerals.initiator.kem?.publicKey.bytes);
  assert.deepEqual(exchange(pair).slice(0, 32), ephemerals.responder.dh?.publicKey.bytes);
  complete(pair);
});

test('the ephemeral keys are let go with the last message, while the handshake itself is kept', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const held = (references: readonly WeakRef<object>[]): number => {
    collectGarbage();
    return references.filter((reference) => reference.deref() !== undefined).length;
  };
  const start = (): { pair: HandshakePair; references: readonly WeakRef<object>[] } => {
    const ephemerals = {
      initiator: generateKeys(XXpsk4, nativeBackend),
      responder: generateKeys(XXpsk4, nativeBackend),
    };
    const { initiator, responder } = ephemerals;
    // The responder of this pattern sends no KEM key, so it would only hold that one by mistake.
    const used = [initiator.dh, initiator.kem, responder.dh].flatMap((key) => (key === undefined ? [] : [key]));
    return {
      pair: makePair({ protocol: XXpsk4, backends, psks: [pskOf(1)], ephemerals }),
      references: used.map((key) => new WeakRef(key)),
    };
  };
  const { pair, references } = start();
  for (let message = 1; message <= 3; message += 1) exchange(pair);
  await setImmediate();
  assert.equal(held(references), 3);
  exchange(pair);
  await setImmediate();
  assert.equal(held(references), 0);
  assert.ok(pair.initiator.isComplete && pair.responder.isComplete);
});

test('each handshake makes ephemeral keys of its own', () => {
  const statics = { initiator: generateKeys(XXpsk4, nativeBackend), responder: generateKeys(XXpsk4, nativeBackend) };
  const first = (): string => makePair({ protocol: XXpsk4, backends, statics }).initiator.writeMessage().join(',');
  assert.equal(new Set(Array.from({ length: 16 }, first)).size, 16);
});

test('a handshake that was given up cannot go on', () => {
  const { initiator, responder } = makePair({ protocol: XXpsk4, backends, psks: [pskOf(1)] });
  exchange({ initiator, responder });
  responder[Symbol.dispose]();
  assert.equal(responder.turn, 'over');
  assert.throws(() => responder.writeMessage(), OUT_OF_ORDER);
  assert.throws(() => responder.setPsk(0, pskOf(1)), OUT_OF_ORDER);
  assert.throws(() => responder.nextMessageOverheadBytes, OUT_OF_ORDER);
  assert.deepEqual(responder.handshakeHash, initiator.handshakeHash);
});

// RFC 7748 §6 and the Curve25519 paper: points whose product with any scalar is zero.
const lowOrderPoints = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

for (const backend of [nativeBackend, portableBackend]) {
  test(`a low-order ephemeral key fails the handshake as everything else does (${backend.name})`, () => {
    for (const point of lowOrderPoints) {
      const { initiator, responder } = makePair({ protocol: NN, backends: { initiator: backend, responder: backend } });
      responder.readMessage(fromHex(point));
      assert.throws(() => responder.writeMessage(), { code: 'HANDSHAKE_FAILED' });
      initiator.writeMessage();
      assert.throws(() => initiator.readMessage(fromHex(point + '00'.repeat(16))), { code: 'HANDSHAKE_FAILED' });
    }
  });

  test(`an ML-KEM key out of range fails the handshake as everything else does (${backend.name})`, () => {
    const protocol = parseNoiseProtocol('Noise_pqNN_MLKEM768_AESGCM_SHA256');
    const { responder } = makePair({ protocol, backends: { initiator: backend, responder: backend } });
    assert.throws(
      () => responder.readMessage(new Uint8Array(1184).fill(255)),
      (error) => {
        assert.ok(isQForgeError(error, 'HANDSHAKE_FAILED'));
        assert.ok(isQForgeError(error.cause, 'CRYPTO_KEY_INVALID'));
        return true;
      },
    );
  });
}

test('the error names the peer as the caller does, and shows nothing of the cause', () => {
  const statics = { initiator: generateKeys(NN, nativeBackend), responder: generateKeys(NN, nativeBackend) };
  const options: NoiseHandshakeOptions = {
    ...sideOptions('initiator', { protocol: NN, backends, statics }),
    peer: 'tcp://198.51.100.7:7700',
  };
  const failures = [new Uint8Array(3), new Uint8Array(48).fill(9), new Uint8Array(48)].map((unverified) => {
    const handshake = new NoiseHandshake(options);
    handshake.writeMessage();
    try {
      handshake.readMessage(unverified);
    } catch (error) {
      return JSON.stringify(error);
    }
    return 'accepted';
  });
  assert.match(failures[0] ?? '', /The handshake with tcp:\/\/198\.51\.100\.7:7700 failed/u);
  assert.equal(new Set(failures).size, 1, 'too short, forged and low-order look the same');
});
