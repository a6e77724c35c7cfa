import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import {
  type Confirmation,
  decodeConfirmation,
  decodeIntroduction,
  encodeConfirmation,
  encodeIntroduction,
  type Introduction,
  MAX_SHARED_KEYS,
  MAX_WORD_BYTES,
} from '../../src/handshake/handshake-payload.ts';

const seed = Number(process.env['SEED'] ?? 20_261_204);
const numRuns = Number(process.env['RUNS'] ?? 1000);

const limitedText = (maxBytes: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', maxLength: maxBytes }).filter((text) => Buffer.byteLength(text) <= maxBytes);
const terms = {
  policy: fc.constantFrom('require-pqc', 'require-both', 'require-qkd', 'either'),
  suiteIds: fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 16 }),
  keys: fc.uniqueArray(fc.record({ source: limitedText(32), keyId: limitedText(64) }, { noNullPrototype: true }), {
    maxLength: MAX_SHARED_KEYS,
    comparator: (a, b) => a.source === b.source && a.keyId === b.keyId,
  }),
  word: fc.uint8Array({ maxLength: MAX_WORD_BYTES }),
} as const;
const plain = { noNullPrototype: true };
const introductions: fc.Arbitrary<Introduction> = fc.record(
  { ...terms, endpoint: limitedText(255), certificate: fc.uint8Array({ maxLength: 500 }) },
  plain,
);
const confirmations: fc.Arbitrary<Confirmation> = fc.record(terms, plain);

const introduction: Introduction = {
  policy: 'require-qkd',
  suiteIds: [0x0201, 0x0202],
  endpoint: 'SAE',
  certificate: Uint8Array.of(9, 8),
  keys: [{ source: 'qkd', keyId: 'k1' }],
  word: Uint8Array.of(1, 2, 3),
};
const introductionHex = '02 02 02 0201 0202 0003 534145 0002 0908 01 0003 716b64 0002 6b31 03 010203';
const confirmationHex = '02 02 02 0201 0202 01 0003 716b64 0002 6b31 03 010203';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

const codecs = [
  {
    name: 'introduction',
    decode: decodeIntroduction,
    reencode: (bytes: Uint8Array) => encodeIntroduction(decodeIntroduction(bytes)),
    encodings: introductions.map((value) => encodeIntroduction(value).slice()),
    example: bytesOf(introductionHex),
  },
  {
    name: 'confirmation',
    decode: decodeConfirmation,
    reencode: (bytes: Uint8Array) => encodeConfirmation(decodeConfirmation(bytes)),
    encodings: confirmations.map((value) => encodeConfirmation(value).slice()),
    example: bytesOf(confirmationHex),
  },
] as const;

function assertMalformed(decode: (unverified: Uint8Array) => unknown, bytes: Uint8Array, reason: RegExp): void {
  assert.throws(
    () => decode(bytes),
    (error) => isQForgeError(error, 'MALFORMED') && reason.test(error.details.reason),
    `${Buffer.from(bytes).toString('hex')} is malformed: ${String(reason)}`,
  );
}

describe('an introduction', () => {
  test('has the layout of the specification', () => {
    assert.deepEqual(encodeIntroduction(introduction), bytesOf(introductionHex));
    assert.deepEqual(decodeIntroduction(bytesOf(introductionHex)), introduction);
  });

  test(`comes back as it was (seed ${seed})`, () => {
    fc.assert(
      fc.property(introductions, (value) => {
        assert.deepEqual(decodeIntroduction(encodeIntroduction(value)), value);
      }),
      { seed, numRuns },
    );
  });

  test('is refused beyond any limit', () => {
    const encode = (changes: Partial<Introduction>): Uint8Array => encodeIntroduction({ ...introduction, ...changes });
    const keys = (count: number): Introduction['keys'] =>
      Array.from({ length: count }, (_, index) => ({ source: 'qkd', keyId: `${index}` }));
    const ones = (length: number): number[] => Array.from({ length }, () => 1);
    decodeIntroduction(encode({ keys: keys(4), endpoint: 'e'.repeat(255), certificate: new Uint8Array(32_768) }));
    decodeIntroduction(encode({ suiteIds: ones(16) }));
    assert.throws(() => encode({ word: new Uint8Array(256) }), { code: 'ASSERTION_FAILED' });
    decodeIntroduction(encode({ keys: [{ source: 's'.repeat(32), keyId: 'k'.repeat(64) }] }));
    const refuse = (changes: Partial<Introduction>, reason: RegExp): void =>
      assertMalformed(decodeIntroduction, encode(changes), reason);
    refuse({ keys: keys(5) }, /too many keys/u);
    refuse({ keys: keys(255) }, /too many keys/u);
    refuse({ endpoint: 'e'.repeat(256) }, /over the limit/u);
    refuse({ certificate: new Uint8Array(32_769) }, /over the limit/u);
    refuse({ suiteIds: ones(17) }, /suites is out of range/u);
    refuse({ suiteIds: [] }, /suites is out of range/u);
    refuse({ keys: [{ source: 's'.repeat(33), keyId: 'k' }] }, /over the limit/u);
    refuse({ keys: [{ source: 's', keyId: 'k'.repeat(65) }] }, /over the limit/u);
  });

  test('names no key twice, but may name one ID in two sources', () => {
    const encode = (keys: Introduction['keys']): Uint8Array => encodeIntroduction({ ...introduction, keys });
    const [a, b] = [
      { source: 'qkd', keyId: '1' },
      { source: 'usb', keyId: '1' },
    ];
    assertMalformed(decodeIntroduction, encode([a, b, a]), /a key twice/u);
    assert.deepEqual(decodeIntroduction(encode([a, b])).keys, [a, b]);
    const alike = [
      { source: 'x/y', keyId: 'z' },
      { source: 'x', keyId: 'y/z' },
    ];
    assert.deepEqual(decodeIntroduction(encode(alike)).keys, alike);
  });
});

test('a confirmation has the layout of the specification', () => {
  const { policy, suiteIds, keys, word } = introduction;
  assert.deepEqual(encodeConfirmation({ policy, suiteIds, keys, word }), bytesOf(confirmationHex));
  assert.deepEqual(decodeConfirmation(bytesOf(confirmationHex)), { policy, suiteIds, keys, word });
});

test(`a confirmation comes back as it was (seed ${seed})`, () => {
  fc.assert(
    fc.property(confirmations, (value) => {
      assert.deepEqual(decodeConfirmation(encodeConfirmation(value)), value);
    }),
    { seed, numRuns },
  );
});

for (const { name, decode, reencode, encodings, example } of codecs) {
  /** Decoding yields a value or the one typed error, and a value has one encoding. */
  function assertTyped(bytes: Uint8Array): void {
    try {
      assert.deepEqual(reencode(bytes), bytes);
    } catch (error) {
      assert.ok(isQForgeError(error, 'MALFORMED'), String(error));
    }
  }

  describe(`hostile bytes instead of an ${name}`, () => {
    test('are refused when cut short or with bytes behind them', () => {
      for (const length of example.keys()) assertMalformed(decode, example.slice(0, length), /left|out of range/u);
      assertMalformed(decode, Uint8Array.from([...example, 0]), /trailing/u);
    });

    test('are refused in another format, with an unknown policy, or with names that are not UTF-8', () => {
      const changed = (position: number, value: number): Uint8Array => example.with(position, value);
      for (const format of [0, 1, 3, 255]) assertMalformed(decode, changed(0, format), /format is unknown/u);
      for (const policy of [4, 5, 255]) assertMalformed(decode, changed(1, policy), /policy is unknown/u);
      for (const position of [example.length - 5, example.length - 9])
        assertMalformed(decode, changed(position, 0xff), /not UTF-8/u);
    });

    test(`yield a value or the typed error when random (seed ${seed})`, () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), assertTyped), { seed, numRuns });
      const plausible = fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.from([2, 0, 1, 2, 1, 0, 0, ...rest]));
      fc.assert(fc.property(plausible, assertTyped), { seed, numRuns });
    });

    test(`yield a value or the typed error when changed in a few places (seed ${seed})`, () => {
      const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(encodings, changes, fc.boolean(), (encoded, places, cut) => {
          const bytes = encoded.slice();
          for (const [position, value] of places) bytes[position % bytes.length] = value;
          assertTyped(cut ? bytes.subarray(0, (places[0]?.[0] ?? 0) % bytes.length) : bytes);
        }),
        { seed, numRuns: numRuns * 3 },
      );
    });
  });
}
