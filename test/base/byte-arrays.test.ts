import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { byteString, concatBytes, equalPublicBytes, utf8, utf8Text } from '../../src/base/byte-arrays.ts';

const bytes = fc.uint8Array({ maxLength: 64 });
const options = { seed: 20_261_102, numRuns: 500 };

test('joined arrays are what Buffer.concat makes of them, in memory of their own', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), (parts) => {
      const joined = concatBytes(...parts);
      assert.equal(Buffer.from(joined).compare(Buffer.concat(parts)), 0);
      assert.equal(joined.buffer.byteLength, joined.length);
    }),
    options,
  );
});

test('joining copies: the parts may change afterwards', () => {
  const part = Uint8Array.of(1, 2);
  const joined = concatBytes(part);
  part.fill(9);
  assert.deepEqual([...joined], [1, 2]);
});

test('equality agrees with Buffer.compare', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      assert.equal(equalPublicBytes(a, b), Buffer.compare(a, b) === 0);
      assert.ok(equalPublicBytes(a, Uint8Array.from(a)));
    }),
    options,
  );
});

test('equality looks at every byte and at the length', () => {
  const original = Uint8Array.from({ length: 33 }, (_, index) => index);
  for (const index of original.keys()) {
    assert.ok(!equalPublicBytes(original, original.with(index, original[index] === 255 ? 0 : 255)), `byte ${index}`);
  }
  assert.ok(!equalPublicBytes(original, original.subarray(0, 32)));
  assert.ok(!equalPublicBytes(original.subarray(0, 0), original));
});

test('text goes to UTF-8 and back, with a byte order mark kept', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(Buffer.from(utf8(text)).toString('hex'), Buffer.from(text, 'utf8').toString('hex'));
      assert.equal(utf8Text(utf8(text)), text);
    }),
    options,
  );
  assert.equal(utf8Text(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\uFEFFa');
});

test('bytes that are not UTF-8 are refused', () => {
  const notText = [[0x80], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff]];
  for (const unverified of notText) assert.throws(() => utf8Text(Uint8Array.from(unverified)), TypeError);
});

test('a byte string has one character for each byte', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  assert.equal(byteString(bytes), Buffer.from(bytes).toString('latin1'));
  assert.equal(byteString(new Uint8Array(0)), '');
  const long = Uint8Array.from({ length: 300_001 }, (_, index) => index % 251);
  assert.equal(byteString(long), Buffer.from(long).toString('latin1'));
});
