import { utf8 } from '../base/index.ts';
import type { HashName } from './hash.ts';
import { fromHex, isHex, type SelfTest } from './self-test-check.ts';

const MESSAGE = utf8('abc');

/** The digest of "abc", whole and byte by byte. */
function digestTest(hash: HashName, digest: string): SelfTest {
  return {
    primitive: hash,
    passes: (backend) => {
      const stream = backend.hash(hash).stream();
      for (const byte of MESSAGE) stream.update(Uint8Array.of(byte));
      return isHex(backend.hash(hash).digest(MESSAGE), digest) && isHex(stream.digest(), digest);
    },
  };
}

/** RFC 4231 §4.3. */
function hmacTest(hash: HashName, tag: string): SelfTest {
  return {
    primitive: `HMAC-${hash}`,
    passes: (backend) => isHex(backend.hash(hash).hmac(utf8('Jefe'), utf8('what do ya want for nothing?')), tag),
  };
}

/** The inputs of RFC 5869 §A.1. */
function hkdfTest(hash: HashName, output: string): SelfTest {
  return {
    primitive: `HKDF-${hash}`,
    passes: (backend) => {
      const inputKey = fromHex('0b'.repeat(22));
      const salt = fromHex('000102030405060708090a0b0c');
      return isHex(backend.hash(hash).hkdf(inputKey, salt, fromHex('f0f1f2f3f4f5f6f7f8f9'), 42), output);
    },
  };
}

/** Hash functions after FIPS 180-4, FIPS 202 and RFC 7693 (appendices A and B), and what is built on them. */
export const hashSelfTests: readonly SelfTest[] = [
  digestTest('SHA-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
  digestTest(
    'SHA-384',
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  ),
  digestTest(
    'SHA-512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ),
  digestTest('SHA3-256', '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'),
  digestTest(
    'SHA3-384',
    'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25',
  ),
  digestTest(
    'SHA3-512',
    'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e' +
      '10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
  ),
  digestTest('BLAKE2s', '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982'),
  digestTest(
    'BLAKE2b',
    'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1' +
      '7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
  ),
  hmacTest('SHA-256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
  hmacTest(
    'SHA-512',
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554' +
      '9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ),
  hkdfTest('SHA-256', '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'),
  hkdfTest('SHA-512', '832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb'),
];
