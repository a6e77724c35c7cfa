import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { MAX_REMEMBERED_SIGNATURES, RememberingKey } from '../../src/consensus/remembering-key.ts';
import { nativeBackend, type VerificationKey } from '../../src/crypto/index.ts';

const signing = nativeBackend.signature('ML-DSA-65').generate();
const [context, other] = [utf8('a context'), utf8('another')];

/** A key that counts how often it is asked. */
function counted(): { readonly key: VerificationKey; readonly asked: () => number } {
  let asked = 0;
  const { publicKey } = signing;
  const verify: VerificationKey['verify'] = (...parts) => {
    asked += 1;
    return publicKey.verify(...parts);
  };
  const key = new RememberingKey({ algorithm: publicKey.algorithm, bytes: publicKey.bytes, verify }, nativeBackend);
  return { key, asked: () => asked };
}

test('the same signature over the same bytes is verified once', () => {
  const { key, asked } = counted();
  const signature = signing.sign(utf8('a message'), context);
  for (let times = 0; times < 3; times++) assert.ok(key.verify(utf8('a message'), signature.slice(), context));
  assert.equal(asked(), 1);
  assert.equal(key.bytes, signing.publicKey.bytes);
  assert.equal(key.algorithm, 'ML-DSA-65');
});

test('whatever differs from what was verified is asked of the key, which refuses it each time', () => {
  const { key, asked } = counted();
  const message = utf8('a message');
  const signature = signing.sign(message, context);
  assert.ok(key.verify(message, signature, context));
  const changed = signature.with(1000, (signature[1000] ?? 0) ^ 1);
  const moved = new Uint8Array([...context, ...message]);
  const attempts: readonly Parameters<VerificationKey['verify']>[] = [
    [utf8('a messagf'), signature, context],
    [message, changed, context],
    [message, signature, other],
    [message, signature],
    [message, signature, new Uint8Array(256)],
    [moved, signature],
    [message, signature.subarray(1), context],
    [message, new Uint8Array([...signature, 0]), context],
    [new Uint8Array([...message, signature[0] ?? 0]), signature.subarray(1), context],
  ];
  for (const attempt of [...attempts, ...attempts]) assert.equal(key.verify(...attempt), false);
  assert.equal(asked(), 1 + 2 * attempts.length);
});

test('the oldest is forgotten when there are too many', () => {
  const { key, asked } = counted();
  const signed = Array.from({ length: MAX_REMEMBERED_SIGNATURES + 1 }, (_, number) => {
    const message = utf8(`message ${number}`);
    return { message, signature: signing.sign(message) };
  });
  for (const { message, signature } of signed) assert.ok(key.verify(message, signature));
  const before = asked();
  assert.ok(key.verify(signed.at(-1)?.message ?? utf8(''), signed.at(-1)?.signature ?? utf8('')));
  assert.equal(asked(), before);
  assert.ok(key.verify(signed[0]?.message ?? utf8(''), signed[0]?.signature ?? utf8('')));
  assert.equal(asked(), before + 1);
});
