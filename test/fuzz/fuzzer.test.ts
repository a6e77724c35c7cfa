import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { CoverageMap } from './coverage-map.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { Fuzzer, type FuzzReport } from './fuzzer.ts';

const malformed = (): QForgeError<'MALFORMED'> => new QForgeError('MALFORMED', { what: 'input', reason: 'test' });

async function reportOf(
  target: Partial<FuzzTarget>,
  count: number = 3000,
  corpus: readonly Uint8Array[] = [],
): Promise<FuzzReport> {
  const whole: FuzzTarget = { name: 'test', valid: () => Uint8Array.of(1, 2, 3), decode: () => true, ...target };
  using coverage = new CoverageMap();
  return await new Fuzzer(whole, { count, seed: 5, corpus, onInput: () => undefined }).run(coverage);
}

describe('the fuzzer', () => {
  test('counts what is taken and what is refused, and finds no fault in a sound decoder', async () => {
    const report = await reportOf({
      decode: (bytes) => {
        if (bytes[0] === 1) return true;
        if (bytes.length === 0) return false;
        throw malformed();
      },
    });
    assert.deepEqual(report.faults, []);
    const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
    assert.ok(report.taken > 0 && (report.refused['MALFORMED'] ?? 0) > 0 && (report.refused['false'] ?? 0) > 0);
    assert.equal(report.taken + refused, report.inputs);
  });

  test('finds an error that is not typed, and keeps the input', async () => {
    const report = await reportOf({
      decode: (bytes) => {
        if (bytes.length > 4) throw new RangeError('too long for me');
        return true;
      },
    });
    assert.match(report.faults[0]?.what ?? '', /RangeError: too long for me/);
    assert.ok(Buffer.from(report.faults[0]?.input ?? '', 'base64').length > 4);
  });

  test('finds broken assertions, promises that reject, and well-formed inputs that are refused', async () => {
    const broken = await reportOf({ decode: () => Promise.reject(new QForgeError('INTERNAL', { what: 'x' })) }, 10);
    assert.match(broken.faults[0]?.what ?? '', /INTERNAL|inside/i);
    const strict = await reportOf({ decode: () => false }, 10);
    assert.equal(strict.faults[0]?.what, 'a well-formed input is refused');
  });

  test('gives the same inputs for the same seed', async () => {
    const inputsOf = async (): Promise<string[]> => {
      const seen: string[] = [];
      await reportOf({ decode: (bytes) => (seen.push(Buffer.from(bytes).toString('hex')), true) }, 200);
      return seen;
    };
    assert.deepEqual(await inputsOf(), await inputsOf());
  });

  test('a decoder gets a copy, so that what it does to its input stays its own', async () => {
    const corpus = [Uint8Array.of(9, 9, 9)];
    await reportOf({ decode: (bytes) => (bytes.fill(0), true) }, 300, corpus);
    assert.deepEqual(corpus, [Uint8Array.of(9, 9, 9)]);
  });
});
