import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import type { HashName } from '../../src/crypto/index.ts';
import { PortableHash, portableShake256 } from '../../src/crypto/portable-hash.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

// FIPS 180-4 and FIPS 202 examples, RFC 7693 appendices A and B: the digest of "abc".
const digestsOfAbc: Readonly<Record<HashName, string>> = {
  'SHA-256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  'SHA-384': 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  'SHA-512':
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  'SHA3-256': '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
  'SHA3-384': 'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25',
  'SHA3-512':
    'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
  BLAKE2s: '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982',
  BLAKE2b:
    'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
};

for (const [name, digest] of Object.entries(digestsOfAbc) as [HashName, string][]) {
  test(`portable ${name} gives the published digest, whole, in parts and as a stream`, () => {
    const hash = new PortableHash(name);
    assert.equal(toHex(hash.digest(utf8('abc'))), digest);
    assert.equal(toHex(hash.digest(utf8('a'), utf8(''), utf8('bc'))), digest);
    assert.equal(toHex(hash.stream().update(utf8('ab')).update(utf8('c')).digest()), digest);
    assert.equal(hash.digestBytes, digest.length / 2);
  });
}

test('a portable hash stream ends with its digest', () => {
  const stream = new PortableHash('SHA-256').stream();
  stream.digest();
  assertRefused('ASSERTION_FAILED', () => stream.update(utf8('more')));
  assertRefused('ASSERTION_FAILED', () => stream.digest());
});

// RFC 4231 §4.3.
test('portable HMAC gives the published tag', () => {
  const tag = new PortableHash('SHA-256').hmac(utf8('Jefe'), utf8('what do ya want '), utf8('for nothing?'));
  assert.equal(toHex(tag), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});

// RFC 5869 appendix A.1.
test('portable HKDF gives the published output, and no more than the standard allows', () => {
  const hash = new PortableHash('SHA-256');
  const inputKey = fromHex('0b'.repeat(22));
  const [salt, info] = [fromHex('000102030405060708090a0b0c'), fromHex('f0f1f2f3f4f5f6f7f8f9')];
  assert.equal(
    toHex(hash.hkdf(inputKey, salt, info, 42)),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
  assert.equal(hash.hkdf(inputKey, salt, info, 255 * 32).length, 255 * 32);
  for (const bytes of [255 * 32 + 1, -1, 1.5, Number.NaN]) {
    assertRefused('ARGUMENT_INVALID', () => hash.hkdf(inputKey, salt, info, bytes));
  }
});

test('portable SHAKE256 is that of OpenSSL at any length', () => {
  for (const outputBytes of [1, 32, 136, 137, 500]) {
    const expected = createHash('shake256', { outputLength: outputBytes }).update('abc').digest('hex');
    assert.equal(toHex(portableShake256(outputBytes, utf8('a'), utf8('bc'))), expected);
  }
});
