import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../../src/base/index.ts';
import { linesOf } from '../../src/cli/input-lines.ts';
import { hasCode } from './command-line.ts';

const seed = Number(process.env['SEED'] ?? 20_260_403);

function pieces(...chunks: readonly (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  return Readable.from(chunks.map((chunk) => (typeof chunk === 'string' ? utf8(chunk) : chunk)));
}

async function linesAsText(source: AsyncIterable<Uint8Array>, limitBytes?: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(source, limitBytes)) lines.push(Buffer.from(line).toString());
  return lines;
}

describe('the lines of an input', () => {
  test('have no ends, of either kind', async () => {
    assert.deepEqual(await linesAsText(pieces('a\nb\r\n\nc\rd\n')), ['a', 'b', '', 'c\rd']);
  });

  test('include a last one without an end, and none after the last end', async () => {
    assert.deepEqual(await linesAsText(pieces('a\nb')), ['a', 'b']);
    assert.deepEqual(await linesAsText(pieces('a\n')), ['a']);
    assert.deepEqual(await linesAsText(pieces()), []);
  });

  test('are the same however the input is cut, byte by byte', async (t) => {
    t.diagnostic(`seed ${seed}`);
    const bytes = fc.array(
      fc.oneof(
        fc.constant(0x0a),
        fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 0x0d),
      ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(20)), async (input, cuts) => {
        const whole = Uint8Array.from(input);
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (const cut of [...cuts, whole.length]) {
          chunks.push(whole.subarray(from, from + cut));
          from += cut;
        }
        assert.deepEqual(await linesAsText(pieces(...chunks)), await linesAsText(pieces(whole)));
      }),
      { seed },
    );
  });

  test('come out before the input ends', async () => {
    const { promise: never } = Promise.withResolvers<never>();
    async function* stuck(): AsyncGenerator<Uint8Array> {
      yield utf8('first\nsec');
      await never;
    }
    for await (const line of linesOf(stuck())) {
      assert.equal(Buffer.from(line).toString(), 'first');
      return;
    }
  });

  test('that are too long fail before their end', async () => {
    function* endless(): Generator<Uint8Array> {
      for (;;) yield utf8('xxxxxxxx');
    }
    await assert.rejects(linesAsText(Readable.from(endless()), 100), hasCode('MESSAGE_TOO_LARGE'));
    assert.deepEqual(await linesAsText(pieces('x'.repeat(100)), 100), ['x'.repeat(100)]);
  });
});
