import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { formatPeerId, isPeerId, parsePeerId, peerIdOf } from '../../src/handshake/peer-id.ts';

const seed = Number(process.env['SEED'] ?? 20_261_201);
const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** BIP 350, "Valid Bech32m", checked against the encoder written out below. */
const validBech32m = [
  'a1lqfn3a',
  'an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6',
  'abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx',
  '11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8',
  'split1checkupstagehandshakeupstreamerranterredcaperredlc445v',
  '?1v759aa',
];

/** The checksum polynomial of BIP 173, with which BIP 350 differs only in the final constant. */
function polymod(values: readonly number[]): number {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (const [index, generator] of generators.entries()) if ((top >>> index) & 1) checksum ^= generator;
  }
  return checksum;
}

function prefixValues(prefix: string): number[] {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

const BECH32M = 0x2bc830a3;
const BECH32 = 1;

function slowBech32(prefix: string, words: readonly number[], constant: number): string {
  const checked = polymod([...prefixValues(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ constant;
  const checksum = Array.from({ length: 6 }, (_, index) => (checked >>> (5 * (5 - index))) & 31);
  return `${prefix}1${[...words, ...checksum].map((word) => CHARACTERS[word]).join('')}`;
}

function wordsOf(bytes: Uint8Array): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/gu) ?? []).map((group) => Number.parseInt(group.padEnd(5, '0'), 2));
}

const known = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const knownText = slowBech32('qf', wordsOf(known), BECH32M);

function assertInvalid(text: string, reason: RegExp): void {
  assert.throws(
    () => parsePeerId(text),
    (error) => isQForgeError(error, 'PEER_ID_INVALID') && reason.test(error.details.reason),
    text,
  );
  assert.equal(isPeerId(text), false);
}

describe('the text of a PeerId', () => {
  test('is what the encoder of BIP 350, written out, makes of it', () => {
    for (const text of validBech32m) {
      const split = text.lastIndexOf('1');
      const words = Array.from(text.slice(split + 1, -6), (character) => CHARACTERS.indexOf(character));
      assert.equal(slowBech32(text.slice(0, split), words, BECH32M), text, 'the slow encoder is right');
    }
    assert.equal(formatPeerId(known), knownText);
    assert.equal(knownText.length, 61);
    assert.match(knownText, /^qf1[02-9ac-hj-np-z]{58}$/u);
  });

  test(`goes back and forth for all 32-byte values (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const text = formatPeerId(bytes);
        assert.equal(text, slowBech32('qf', wordsOf(bytes), BECH32M));
        assert.deepEqual(parsePeerId(text), bytes);
        assert.equal(isPeerId(text), true);
      }),
      { seed, numRuns: 300 },
    );
  });

  test('does not survive any other character in any place', () => {
    let tried = 0;
    for (let position = 0; position < knownText.length; position += 1) {
      for (const character of `${CHARACTERS}1biob`) {
        if (character === knownText[position]) continue;
        const text = `${knownText.slice(0, position)}${character}${knownText.slice(position + 1)}`;
        assert.equal(isPeerId(text), false, text);
        tried += 1;
      }
    }
    assert.ok(tried > 61 * 31);
  });

  test('does not survive two exchanged neighbours or a lost, doubled or added character', () => {
    for (let at = 0; at < knownText.length; at += 1) {
      const [before, here, after] = [knownText.slice(0, at), knownText[at] ?? '', knownText.slice(at + 1)];
      assert.equal(isPeerId(before + after), false);
      assert.equal(isPeerId(before + here + here + after), false);
      const next = after[0] ?? '';
      if (next !== here && next !== '') assert.equal(isPeerId(before + next + here + after.slice(1)), false);
    }
    for (const character of Array.from(`${CHARACTERS} \n\0`))
      for (const text of [knownText + character, character + knownText]) assert.equal(isPeerId(text), false);
  });

  test('has the prefix qf and no other', () => {
    for (const prefix of ['qg', 'q', 'qfo', 'bc', 'qf1'])
      assertInvalid(slowBech32(prefix, wordsOf(known), BECH32M), /start with "qf1"/u);
  });

  test('is in lower case', () => {
    assertInvalid(knownText.toUpperCase(), /lower case/u);
    assertInvalid(`${knownText.slice(0, -1)}${(knownText.at(-1) ?? '').toUpperCase()}`, /right form|lower case/u);
  });

  test('stands for exactly 32 bytes', () => {
    for (const length of [0, 1, 20, 31, 33, 40])
      assertInvalid(slowBech32('qf', wordsOf(new Uint8Array(length)), BECH32M), /32 bytes/u);
    assertInvalid(slowBech32('qf', wordsOf(new Uint8Array(64)), BECH32M), /right form/u);
  });

  test('has no second spelling: padding bits are zero', () => {
    const words = wordsOf(known);
    for (let padding = 1; padding < 16; padding += 1) {
      const padded = [...words.slice(0, -1), (words.at(-1) ?? 0) | padding];
      assertInvalid(slowBech32('qf', padded, BECH32M), /32 bytes/u);
    }
  });

  test('has the checksum of Bech32m, not the older one of Bech32', () => {
    assertInvalid(slowBech32('qf', wordsOf(known), BECH32), /right form/u);
  });

  test(`is refused with the typed error for any other text, which is quoted in part (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        assertInvalid(text, /./u);
      }),
      { seed, numRuns: 300 },
    );
    assert.throws(
      () => parsePeerId('x'.repeat(1_000_000)),
      (error) => isQForgeError(error, 'PEER_ID_INVALID') && error.details.text.length === 80,
    );
  });
});

describe('the PeerId of an identity', () => {
  const schemes = [
    { name: 'MLDSA65-Ed25519-SHA512', number: 1 },
    { name: 'MLDSA87-Ed448-SHAKE256', number: 2 },
  ] as const;

  for (const { name, number } of schemes) {
    test(`is the hash of domain, scheme number and key: ${name}`, () => {
      const { publicKey } = nativeBackend.signature(name).generate();
      const digest = createHash('sha256')
        .update('qforge peer id v1')
        .update(Uint8Array.of(number))
        .update(publicKey.bytes)
        .digest();
      const expected = slowBech32('qf', wordsOf(digest), BECH32M);
      assert.equal(peerIdOf(publicKey, nativeBackend), expected);
      const imported = portableBackend.signature(name).importPublicKey(publicKey.bytes);
      assert.equal(peerIdOf(imported, portableBackend), expected);
    });
  }
});
