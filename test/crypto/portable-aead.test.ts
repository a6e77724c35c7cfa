import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import type { AeadName } from '../../src/crypto/index.ts';
import { PortableAead } from '../../src/crypto/portable-aead.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

interface Example {
  readonly key: string;
  readonly nonce: string;
  readonly associatedData: string;
  readonly plaintext: string;
  readonly sealed: string;
}

const examples: Readonly<Record<AeadName, Example>> = {
  // The GCM specification of McGrew and Viega, test case 16.
  'AES-256-GCM': {
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    associatedData: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    sealed:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
  },
  // RFC 8439 §2.8.2.
  'ChaCha20-Poly1305': {
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: '070000004041424344454647',
    associatedData: '50515253c0c1c2c3c4c5c6c7',
    plaintext: toHex(
      utf8(
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
      ),
    ),
    sealed:
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
  },
};

for (const [name, example] of Object.entries(examples) as [AeadName, Example][]) {
  const aead = new PortableAead(name);
  const key = aead.importKey(fromHex(example.key));
  const [nonce, associatedData] = [fromHex(example.nonce), fromHex(example.associatedData)];
  const plaintext = fromHex(example.plaintext);
  const sealed = fromHex(example.sealed);

  test(`portable ${name} seals and opens the published example`, () => {
    assert.equal(toHex(key.seal(nonce, plaintext, associatedData)), example.sealed);
    assert.equal(toHex(key.open(nonce, sealed, associatedData)), example.plaintext);
  });

  test(`portable ${name} seals in parts what it seals whole`, () => {
    const cuts = [0, 1, 16, 17, plaintext.length];
    const parts = cuts.slice(1).map((end, index) => plaintext.subarray(cuts[index], end));
    const target = new Uint8Array(3 + sealed.length + 1);
    assert.equal(key.sealInto(target, 3, nonce, parts, associatedData), 3 + sealed.length);
    assert.equal(toHex(target), `000000${example.sealed}00`);
  });

  test(`portable ${name} opens nothing that lacks its tag`, () => {
    for (const length of [0, 1, 15, 16, sealed.length - 1]) {
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, sealed.subarray(0, length), associatedData));
    }
    assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, sealed));
  });

  test(`portable ${name} keeps a key of its own`, () => {
    const bytes = fromHex(example.key);
    const copy = aead.importKey(bytes);
    bytes.fill(0);
    assert.equal(toHex(copy.seal(nonce, plaintext, associatedData)), example.sealed);
  });

  test(`portable ${name} has keys of one size and nonces of one size`, () => {
    for (const bytes of [0, 16, 24, 31, 33]) {
      assertRefused('CRYPTO_LENGTH_INVALID', () => aead.importKey(new Uint8Array(bytes)));
    }
    for (const bytes of [0, 8, 11, 13, 16]) {
      assertRefused('CRYPTO_LENGTH_INVALID', () => key.seal(new Uint8Array(bytes), plaintext));
      assertRefused('CRYPTO_LENGTH_INVALID', () => key.open(new Uint8Array(bytes), sealed));
    }
  });
}
