import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes, utf8 } from '../../src/base/index.ts';
import { CompositeSignature } from '../../src/crypto/composite-signature.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { nativeShake256 } from '../../src/crypto/native-hash.ts';
import { backends } from './backends.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';
import { readVectors } from './vector-file.ts';

interface CompositeCase {
  readonly tcId: string;
  readonly pk: string;
  readonly sk: string;
  readonly s: string;
  readonly sWithContext: string;
}

const vectors = readVectors('lamps-composite/composite-signatures.json') as {
  readonly m: string;
  readonly ctx: string;
  readonly tests: readonly CompositeCase[];
};
const names = ['MLDSA65-Ed25519-SHA512', 'MLDSA87-Ed448-SHAKE256'] as const;

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

for (const backend of backends) {
  for (const name of names) {
    const scheme = backend.signature(name);

    test(`${backend.name} ${name} makes the keys and takes the signatures of its draft`, () => {
      const vector = vectors.tests.find(({ tcId }) => tcId === `id-${name}`);
      assert.ok(vector !== undefined);
      const [message, context] = [fromBase64(vectors.m), fromBase64(vectors.ctx)];
      const key = scheme.fromSecret(fromBase64(vector.sk));
      assert.equal(toHex(key.publicKey.bytes), toHex(fromBase64(vector.pk)));
      const publicKey = scheme.importPublicKey(fromBase64(vector.pk));
      assert.ok(publicKey.verify(message, fromBase64(vector.s)));
      assert.ok(publicKey.verify(message, fromBase64(vector.sWithContext), context));
      assert.ok(!publicKey.verify(message, fromBase64(vector.sWithContext)));
      assert.ok(!publicKey.verify(message, fromBase64(vector.s), context));
      assert.ok(publicKey.verify(message, key.sign(message, context), context));
    });

    test(`${backend.name} ${name} wants both signatures to be right`, () => {
      const [mine, other] = [scheme.generate(), scheme.generate()];
      const message = utf8('message');
      const edDsaBytes = name.includes('Ed448') ? 114 : 64;
      const cut = scheme.signatureBytes - edDsaBytes;
      const [right, wrong] = [mine.sign(message), other.sign(message)];
      const { publicKey } = mine;
      assert.ok(publicKey.verify(message, right));
      assert.ok(!publicKey.verify(message, concatBytes(right.subarray(0, cut), wrong.subarray(cut))));
      assert.ok(!publicKey.verify(message, concatBytes(wrong.subarray(0, cut), right.subarray(cut))));
      const again = mine.sign(message);
      assert.ok(publicKey.verify(message, concatBytes(right.subarray(0, cut), again.subarray(cut))));
    });

    test(`${backend.name} ${name} keeps its parts from being used alone`, () => {
      const key = scheme.generate();
      const message = utf8('message');
      const edDsa = backend.signature(name.includes('Ed448') ? 'Ed448' : 'Ed25519');
      const mlDsa = backend.signature(name.includes('Ed448') ? 'ML-DSA-87' : 'ML-DSA-65');
      const signature = key.sign(message);
      const mlDsaKey = mlDsa.importPublicKey(key.publicKey.bytes.subarray(0, mlDsa.publicKeyBytes));
      const edDsaKey = edDsa.importPublicKey(key.publicKey.bytes.subarray(mlDsa.publicKeyBytes));
      assert.ok(!mlDsaKey.verify(message, signature.subarray(0, mlDsa.signatureBytes)));
      assert.ok(!edDsaKey.verify(message, signature.subarray(mlDsa.signatureBytes)));
    });
  }
}

test('a composite is built on its own parts only', () => {
  const parts = {
    mlDsa: nativeBackend.signature('ML-DSA-65'),
    edDsa: nativeBackend.signature('Ed25519'),
    sha512: nativeBackend.hash('SHA-512'),
    shake256: nativeShake256,
  };
  assertRefused('ASSERTION_FAILED', () => new CompositeSignature('MLDSA87-Ed448-SHAKE256', parts));
  const edDsa = nativeBackend.signature('Ed448');
  assertRefused('ASSERTION_FAILED', () => new CompositeSignature('MLDSA65-Ed25519-SHA512', { ...parts, edDsa }));
  const sha512 = nativeBackend.hash('SHA-256');
  assertRefused('ASSERTION_FAILED', () => new CompositeSignature('MLDSA65-Ed25519-SHA512', { ...parts, sha512 }));
  assert.equal(new CompositeSignature('MLDSA65-Ed25519-SHA512', parts).name, 'MLDSA65-Ed25519-SHA512');
});
