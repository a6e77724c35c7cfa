import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { printableJson, printableText } from '../../src/base/printable-text.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);
const ACTED_ON = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

test('text keeps letters, emoji and backslashes, and shows the rest as escapes', () => {
  for (const text of ['plain text', 'Grüße, 世界 🎉', 'C:\\temp\\n', '']) assert.equal(printableText(text), text);
  assert.equal(printableText('a\nb\u001b[31m\u202e\u2028'), 'a\\nb\\x1b[31m\\u{202e}\\u{2028}');
});

test('JSON says the same as before, in one line that holds nothing a terminal acts on', (t) => {
  t.diagnostic(`seed ${seed}`);
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (document) => {
      const json = printableJson(JSON.stringify(document));
      assert.doesNotMatch(json, ACTED_ON);
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(document)));
    }),
    { seed, numRuns: 500 },
  );
});
