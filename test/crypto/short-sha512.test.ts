import assert from 'node:assert/strict';
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type Sha512Kernel, sha512Kernel } from '../../src/crypto/sha512-kernel.ts';
import { ShortSha512 } from '../../src/crypto/short-sha512.ts';
import { toHex } from './hex.ts';

const kernel = sha512Kernel() as Sha512Kernel;
const short = new ShortSha512(kernel);
const hexOf = (bytes: Uint8Array | undefined): string => toHex(bytes ?? assert.fail('it is short enough'));

test('what is short comes out as OpenSSL has it, from any parts', () => {
  for (let length = 0; length <= 1536; length += 32) {
    const [first, second] = [randomBytes(length % 97), randomBytes(length - (length % 97))];
    assert.equal(hexOf(short.digest([first, second])), createHash('sha512').update(first).update(second).digest('hex'));
    const key = randomBytes(length % 129);
    const mac = createHmac('sha512', key).update(first).update(second).digest('hex');
    assert.equal(hexOf(short.hmac(key, [first, second])), mac);
    const expected = Buffer.from(hkdfSync('sha512', second, key, first, 192)).toString('hex');
    assert.equal(hexOf(short.hkdf(second, key, first, 192)), expected);
  }
});

test('what is too long is left to another', () => {
  const bytes = (length: number): Uint8Array => new Uint8Array(length);
  assert.equal(short.digest([bytes(1000), bytes(537)]), undefined);
  assert.equal(short.hmac(bytes(129), [bytes(1)]), undefined);
  assert.equal(short.hmac(bytes(1), [bytes(1537)]), undefined);
  assert.equal(short.hkdf(bytes(2049), bytes(1), bytes(1), 1), undefined);
  assert.equal(short.hkdf(bytes(1), bytes(129), bytes(1), 1), undefined);
  assert.equal(short.hkdf(bytes(1), bytes(1), bytes(513), 1), undefined);
  assert.equal(short.hkdf(bytes(1), bytes(1), bytes(1), 257), undefined);
});

test('a result is the caller’s own, and derived keys stay in no other place', () => {
  const key = short.hkdf(randomBytes(32), randomBytes(64), new Uint8Array(0), 128) ?? assert.fail();
  const first = key.slice(0, 16);
  assert.ok(!Buffer.from(kernel.memory).includes(first), 'not in the kernel’s memory');
  short.digest([randomBytes(10)]);
  assert.deepEqual(key.slice(0, 16), first);
  assert.equal(key.byteLength, key.buffer.byteLength);
});
