import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { joinPieces, oneTimePad } from '../../../src/qkd/kme/one-time-pad.ts';

const options = { seed: 20_261_130 };
const secret = (...bytes: readonly number[]): SecretBytes => SecretBytes.copyOf(Uint8Array.from(bytes));

describe('a one-time pad', () => {
  test('combines bit by bit', () => {
    assert.deepEqual([...oneTimePad(Uint8Array.of(0b1100, 0xff, 0), secret(0b1010, 0xff, 0x5a))], [0b0110, 0, 0x5a]);
  });

  test(`opens what it has sealed, for any text and pad (seed ${options.seed})`, () => {
    const pair = fc.nat({ max: 100 }).chain((length) => {
      const bytes = fc.uint8Array({ minLength: length, maxLength: length });
      return fc.tuple(bytes, bytes);
    });
    fc.assert(
      fc.property(pair, ([text, pad]) => {
        assert.deepEqual(oneTimePad(oneTimePad(text, SecretBytes.copyOf(pad)), SecretBytes.copyOf(pad)), text);
      }),
      options,
    );
  });

  test('is as long as its text', () => {
    assert.throws(
      () => oneTimePad(Uint8Array.of(1, 2), secret(1)),
      (error) => isQForgeError(error, 'ASSERTION_FAILED'),
    );
  });
});

describe('a key from pieces', () => {
  test('is their beginning, and the pieces are wiped', () => {
    const pieces = [secret(1, 2), secret(3, 4)];
    assert.deepEqual([...joinPieces(pieces, 3).expose()], [1, 2, 3]);
    for (const piece of pieces) {
      assert.throws(
        () => piece.expose(),
        (error) => isQForgeError(error, 'SECRET_WIPED'),
      );
    }
  });

  test('is not made from too little', () => {
    assert.throws(
      () => joinPieces([secret(1)], 2),
      (error) => isQForgeError(error, 'ASSERTION_FAILED'),
    );
  });
});
