import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_QASM_NESTING, MAX_QASM_STEPS, QasmWork } from '../../../src/quantum/qasm/qasm-work.ts';
import { qasmRefusal } from './qasm-refusal.ts';

const PLACE = { line: 2, column: 3 };

test('steps and levels are counted, and one more than the most is refused with its place', () => {
  const work = new QasmWork();
  work.spend(PLACE, MAX_QASM_STEPS);
  assert.throws(() => work.spend(PLACE), /line 2, column 3: it takes more than/u);
  const descend = (levels: number): number => (levels === 0 ? 0 : 1 + work.nested(PLACE, () => descend(levels - 1)));
  assert.equal(descend(MAX_QASM_NESTING), MAX_QASM_NESTING);
  assert.throws(() => descend(MAX_QASM_NESTING + 1), /nested deeper than 500/u);
});

/** Programs that would go on for ever, or fill the memory, and what stops them. */
const HOSTILE: readonly (readonly [source: string, reason: string])[] = [
  ['while (true) {}', 'more than 20000000 steps'],
  ['int n; while (n < 1) { int i = 3; i += 1; }', 'steps'],
  ['for int i in [0:1000000] { for int j in [0:1000000] {} }', 'steps'],
  ['def f(int n) -> int { return f(n); } int x = f(1);', 'nested deeper than 500'],
  ['def f(int n) -> int { return 1 + (1 + (1 + f(n + 1))); } int x = f(1);', 'nested deeper than 500'],
  ['def f() { f(); f(); } f();', 'nested deeper than 500'],
  ['def f(int n) { if (n > 0) { f(n - 1); f(n - 1); } } f(60);', 'steps'],
  [`float x = ${'1+'.repeat(100_000)}1;`, 'more than 400 of them follow each other'],
  [`array[int[8], 2] a; int x = a${'[0]'.repeat(100_000)};`, 'more than 400 of them follow each other'],
  [`array[int[8], 2] a = ${'{'.repeat(5_000)}`, 'nested deeper than 100'],
  ['array[int[8], 1024, 1024] a; while (true) { a = a; }', 'steps'],
  ['array[int[8], 1048576] a; while (true) { a[0:9] = a[1:10]; }', 'steps'],
  ['array[int[8], 1000000, 1000000, 1000000] a;', 'at most 1048576 elements'],
  ['while (true) { array[int[8], 1048576] a; }', 'steps'],
  ['qubit[8000] r; while (true) { barrier r; }', 'steps'],
  ['qubit[8000] r; while (true) { let a = r ++ r; }', 'steps'],
  [`gate g(a) t { ${'rz(a + a * a) t; '.repeat(100)} } while (true) { g(1) q; }`, 'expands to more than 1000000'],
  ['def f(qubit t) -> bit { return measure t; } for int i in [1:9000] { f(q); }', '8193 bits are too many'],
];

describe('a program that never ends is refused', () => {
  for (const [source, reason] of HOSTILE) {
    test(`${source.slice(0, 60)}: ${reason}`, () => {
      const refusal = qasmRefusal(`qubit q; ${source}`);
      assert.equal(refusal?.code, 'QASM_INVALID');
      assert.ok(refusal.message.includes(reason), refusal.message);
      assert.ok(refusal.line === 1 && refusal.column > 9);
    });
  }
});
