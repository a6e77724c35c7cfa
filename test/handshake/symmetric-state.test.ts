import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import type { NoisePrimitives } from '../../src/handshake/noise-primitives.ts';
import { SymmetricState } from '../../src/handshake/symmetric-state.ts';
import { fromHex, toHex } from './handshake-pair.ts';

const EMPTY = new Uint8Array(0);
const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index);
const TEXT = new TextEncoder().encode('some text');
const NAME = 'Noise_XX_25519_AESGCM_SHA256';
const LONG_NAME = 'Noise_XXpsk0+psk3_25519_AESGCM_SHA256';

function primitives(hash: 'SHA-256' | 'SHA-512', backend: typeof nativeBackend = nativeBackend): NoisePrimitives {
  return {
    dh: undefined,
    kem: undefined,
    aead: backend.aead('AES-256-GCM'),
    nonceEncoding: 'big-endian',
    hash: backend.hash(hash),
  };
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(Buffer.concat(parts)).digest());
}

/** Noise §4.3, by hand. */
function hkdf256(chainingKey: Uint8Array, input: Uint8Array): readonly Uint8Array[] {
  const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
    Uint8Array.from(createHmac('sha256', key).update(Buffer.concat(parts)).digest());
  const temporary = mac(chainingKey, input);
  const first = mac(temporary, Uint8Array.of(1));
  const second = mac(temporary, first, Uint8Array.of(2));
  return [first, second, mac(temporary, second, Uint8Array.of(3))];
}

test('a name as long as a hash or shorter is padded, a longer one is hashed', () => {
  const short = SymmetricState.initialize(primitives('SHA-256'), NAME);
  assert.equal(toHex(short.transcriptHash), Buffer.from(NAME).toString('hex') + '00'.repeat(32 - NAME.length));
  const exact = SymmetricState.initialize(primitives('SHA-256'), 'x'.repeat(32));
  assert.equal(toHex(exact.transcriptHash), '78'.repeat(32));
  const long = SymmetricState.initialize(primitives('SHA-256'), LONG_NAME);
  assert.deepEqual(long.transcriptHash, sha256(Buffer.from(LONG_NAME)));
  const longest = SymmetricState.initialize(primitives('SHA-512'), LONG_NAME);
  assert.equal(
    toHex(longest.transcriptHash),
    Buffer.from(LONG_NAME).toString('hex') + '00'.repeat(64 - LONG_NAME.length),
  );
});

test('without a key, sealing leaves the text as it is and hashes it', () => {
  const state = SymmetricState.initialize(primitives('SHA-256'), NAME);
  const before = state.transcriptHash;
  assert.equal(state.hasKey, false);
  assert.deepEqual(state.encryptAndHash(TEXT), TEXT);
  assert.deepEqual(state.transcriptHash, sha256(before, TEXT));
});

test('what is opened without a key is a copy of what came in', () => {
  const state = SymmetricState.initialize(primitives('SHA-256'), NAME);
  const arrived = TEXT.slice();
  const opened = state.decryptAndHash(arrived);
  arrived.fill(0);
  assert.deepEqual(opened, TEXT);
});

test('every operation does what Noise §5.2 writes', () => {
  const state = SymmetricState.initialize(primitives('SHA-256'), NAME);
  let h = state.transcriptHash;
  let chainingKey = h;
  state.mixHash(TEXT);
  h = sha256(h, TEXT);

  state.mixKey(SECRET);
  const [ck1 = EMPTY, k1 = EMPTY] = hkdf256(chainingKey, SECRET);
  chainingKey = ck1;
  assert.equal(state.hasKey, true);
  const aead = nativeBackend.aead('AES-256-GCM');
  const sealed = state.encryptAndHash(TEXT);
  assert.deepEqual(sealed, aead.importKey(k1).seal(new Uint8Array(12), TEXT, h));
  h = sha256(h, sealed);
  const second = state.encryptAndHash(TEXT);
  assert.deepEqual(second, aead.importKey(k1).seal(fromHex('000000000000000000000001'), TEXT, h));
  h = sha256(h, second);

  state.mixKeyAndHash(SECRET);
  const [ck2 = EMPTY, hashInput = EMPTY, k2 = EMPTY] = hkdf256(chainingKey, SECRET);
  chainingKey = ck2;
  h = sha256(h, hashInput);
  assert.deepEqual(state.transcriptHash, h);
  assert.deepEqual(state.encryptAndHash(EMPTY), aead.importKey(k2).seal(new Uint8Array(12), EMPTY, h));

  const [t1 = EMPTY, t2 = EMPTY, t3 = EMPTY] = hkdf256(chainingKey, EMPTY);
  assert.deepEqual(state.exporterSecret().expose(), t3);
  const [first, other] = state.split();
  assert.deepEqual(first.encrypt(EMPTY, TEXT), aead.importKey(t1).seal(new Uint8Array(12), TEXT, EMPTY));
  assert.deepEqual(other.encrypt(EMPTY, TEXT), aead.importKey(t2).seal(new Uint8Array(12), TEXT, EMPTY));
});

test('both backends keep the same state', () => {
  const run = (backend: typeof nativeBackend): readonly Uint8Array[] => {
    const state = SymmetricState.initialize(primitives('SHA-512', backend), LONG_NAME);
    state.mixKey(SECRET);
    const sealed = state.encryptAndHash(TEXT);
    state.mixKeyAndHash(SECRET);
    return [sealed, state.encryptAndHash(TEXT), state.transcriptHash, state.exporterSecret().expose()];
  };
  assert.deepEqual(run(nativeBackend), run(portableBackend));
});

test('what does not authenticate changes nothing', () => {
  const [sender, receiver] = [1, 2].map(() => {
    const state = SymmetricState.initialize(primitives('SHA-256'), NAME);
    state.mixKey(SECRET);
    return state;
  });
  assert.ok(sender && receiver);
  const sealed = sender.encryptAndHash(TEXT);
  const before = receiver.transcriptHash;
  assert.throws(() => receiver.decryptAndHash(sealed.toReversed()), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
  assert.deepEqual(receiver.transcriptHash, before);
  assert.deepEqual(receiver.decryptAndHash(sealed), TEXT);
  assert.deepEqual(receiver.transcriptHash, sender.transcriptHash);
});

test('a clone goes its own way, and wiping one leaves the other whole', () => {
  const state = SymmetricState.initialize(primitives('SHA-256'), NAME);
  state.mixKey(SECRET);
  const [clone, witness] = [state.clone(), state.clone()];
  clone.mixKey(TEXT);
  clone.encryptAndHash(TEXT);
  clone.wipe();
  assert.deepEqual(state.transcriptHash, witness.transcriptHash);
  assert.deepEqual(state.encryptAndHash(TEXT), witness.encryptAndHash(TEXT));
  assert.deepEqual(state.exporterSecret().expose(), witness.exporterSecret().expose());
  assert.throws(() => clone.encryptAndHash(TEXT), { code: 'SECRET_WIPED' });
});

test('a transcript hash handed out can be changed without harm', () => {
  const state = SymmetricState.initialize(primitives('SHA-256'), NAME);
  state.transcriptHash.fill(1);
  assert.equal(Buffer.from(state.transcriptHash).toString('latin1', 0, NAME.length), NAME);
});
