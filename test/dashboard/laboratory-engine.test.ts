import assert from 'node:assert/strict';
import test from 'node:test';
import { examplePrograms } from '../../apps/dashboard/src/models/example-programs.ts';
import { MAX_LABORATORY_SHOTS, runBellTest, runProgram } from '../../apps/dashboard/src/models/laboratory-engine.ts';

const SEED = 20_261_130;

test('every example runs, and shows what it is named for', (t) => {
  t.diagnostic(`seed ${SEED}`);
  const counts = new Map(
    examplePrograms.map(({ name, text }) => [name, new Map(runProgram(text, 10_000, SEED).counts)]),
  );
  assert.deepEqual([...(counts.get('Bell pair')?.keys() ?? [])].toSorted(), ['00', '11']);
  assert.deepEqual([...(counts.get('GHZ state of five')?.keys() ?? [])].toSorted(), ['00000', '11111']);
  // Bit 2 is that of the qubit that was teleported: 1 with the probability sin²(1.1 / 2).
  const teleported = [...(counts.get('Teleportation') ?? [])].reduce(
    (sum, [bits, times]) => sum + (bits[0] === '1' ? times : 0),
    0,
  );
  assert.ok(Math.abs(teleported / 10_000 - Math.sin(0.55) ** 2) < 0.02, String(teleported));
  // Interference: 1 with the probability sin²(0.8 / 2).
  assert.ok(Math.abs((counts.get('Interference')?.get('1') ?? 0) / 10_000 - Math.sin(0.4) ** 2) < 0.02);
});

test('a Bell test exceeds what is local when the pairs are good, and does not when they are bad', (t) => {
  t.diagnostic(`seed ${SEED}`);
  const good = runBellTest(1, 10_000, SEED);
  assert.ok(Math.abs(good.exact - 2 * Math.SQRT2) < 1e-9);
  assert.ok(Math.abs(good.value - good.exact) < 5 * good.deviation);
  const bad = runBellTest(0.5, 10_000, SEED);
  assert.ok(bad.value + 5 * bad.deviation < 2);
  assert.deepEqual(runBellTest(0.9, 100, 7), runBellTest(0.9, 100, 7));
});

test('what would keep a page busy is refused in words, and so is what is no program', () => {
  const wide = `OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[17] q;\nbit[17] c;\nt q[0];\nh q;\nc = measure q;\n`;
  assert.throws(() => runProgram(wide, 10, 1), /16 qubits at most/u);
  const long = `OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[12] q;\nbit[2] c;\nh q[0];\nt q[0];\nc[0] = measure q[0];\nh q[1];\nc[1] = measure q[1];\n`;
  assert.throws(() => runProgram(long, MAX_LABORATORY_SHOTS, 1), /take fewer shots/u);
  assert.throws(() => runProgram(long, MAX_LABORATORY_SHOTS + 1, 1), /1 to 100000 shots/u);
  assert.throws(() => runProgram('nonsense', 10, 1), { code: 'QASM_INVALID' });
});
