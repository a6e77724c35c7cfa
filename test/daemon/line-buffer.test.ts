import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { LineBuffer } from '../../src/daemon/line-buffer.ts';

const seed = Number(process.env['SEED'] ?? 20_260_301);

describe('the line buffer', () => {
  test('gives the same lines however the bytes are cut', (t) => {
    t.diagnostic(`seed ${seed}`);
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\n', ' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat(50)), (lines, cuts) => {
        const bytes = utf8(lines.map((text) => `${text}\n`).join(''));
        const buffer = new LineBuffer('line', 4096);
        const found: string[] = [];
        let from = 0;
        for (const cut of [...cuts, bytes.length]) {
          found.push(...buffer.push(bytes.subarray(from, from + cut)));
          from += cut;
        }
        assert.deepEqual(
          found,
          lines.map((text) => text.toWellFormed()),
        );
      }),
      { seed },
    );
  });

  test('keeps a line without its end to itself', () => {
    const buffer = new LineBuffer('line', 10);
    assert.deepEqual(buffer.push(utf8('abc')), []);
    assert.deepEqual(buffer.push(utf8('\nde')), ['abc']);
  });

  test('takes a line of just the limit, and refuses one byte more before its end has come', () => {
    assert.deepEqual(new LineBuffer('line', 4).push(utf8('abcd\n')), ['abcd']);
    const buffer = new LineBuffer('line', 4);
    buffer.push(utf8('abc'));
    assert.throws(
      () => buffer.push(utf8('de')),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
  });

  test('counts every line anew', () => {
    const buffer = new LineBuffer('line', 4);
    assert.deepEqual(buffer.push(utf8('abcd\nabcd\n\nabcd\n')), ['abcd', 'abcd', '', 'abcd']);
  });

  test('refuses what is not UTF-8', () => {
    const buffer = new LineBuffer('line', 10);
    assert.throws(
      () => buffer.push(Uint8Array.of(0xc3, 0x28, 0x0a)),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
  });
});
