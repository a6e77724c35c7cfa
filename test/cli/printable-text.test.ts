import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../../src/base/index.ts';
import { printableBytes, printableText } from '../../src/cli/printable-text.ts';

const seed = Number(process.env['SEED'] ?? 20_260_402);

describe('printable text', () => {
  test('leaves letters, emoji and backslashes as they are', () => {
    for (const text of ['plain text', 'Grüße, 世界 🎉', 'C:\\temp\\n', '']) assert.equal(printableText(text), text);
  });

  for (const [text, shown] of [
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['\u0000\u007f\u009b', '\\x00\\x7f\\x9b'],
    ['user\u202egpj.exe', 'user\\u{202e}gpj.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\u{d800}'],
  ] as const) {
    test(`shows ${JSON.stringify(text)} as ${shown}`, () => assert.equal(printableText(text), shown));
  }

  test('holds nothing that a terminal acts on, and is one line, whatever comes', (t) => {
    t.diagnostic(`seed ${seed}`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(printableText(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('printable bytes', () => {
  test('are text when they are UTF-8', () => assert.equal(printableBytes(utf8('Grüße\n')), 'Grüße\\n'));

  test('are escaped one by one when they are not', () => {
    assert.equal(printableBytes(Uint8Array.of(0x41, 0xff, 0x0a, 0x5c, 0x7e)), 'A\\xff\\x0a\\x5c~');
  });

  test('hold nothing that a terminal acts on, whatever comes', (t) => {
    t.diagnostic(`seed ${seed}`);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        assert.doesNotMatch(printableBytes(bytes), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { seed, numRuns: 500 },
    );
  });
});
