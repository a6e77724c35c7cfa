import assert from 'node:assert/strict';
import test from 'node:test';
import { hkdfOverHmac, requireHkdfLength } from '../../src/crypto/hkdf.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

// RFC 5869 §A.1 to §A.3.
const cases = [
  {
    inputKey: '0b'.repeat(22),
    salt: '000102030405060708090a0b0c',
    info: 'f0f1f2f3f4f5f6f7f8f9',
    output: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    inputKey: Array.from({ length: 80 }, (_, index) => index.toString(16).padStart(2, '0')).join(''),
    salt: Array.from({ length: 80 }, (_, index) => (0x60 + index).toString(16)).join(''),
    info: Array.from({ length: 80 }, (_, index) => (0xb0 + index).toString(16)).join(''),
    output:
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
      'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    inputKey: '0b'.repeat(22),
    salt: '',
    info: '',
    output: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

test('HKDF over HMAC gives the outputs of RFC 5869', () => {
  for (const { inputKey, salt, info, output } of cases) {
    const input = [fromHex(inputKey), fromHex(salt), fromHex(info), output.length / 2] as const;
    assert.equal(toHex(hkdfOverHmac(nativeBackend.hash('SHA-256'), ...input)), output);
    assert.equal(toHex(nativeBackend.hash('SHA-256').hkdf(...input)), output);
  }
});

test('the largest output is 255 digests', () => {
  requireHkdfLength({ digestBytes: 32 }, 255 * 32);
  assertRefused('ARGUMENT_INVALID', () => requireHkdfLength({ digestBytes: 32 }, 255 * 32 + 1));
});
