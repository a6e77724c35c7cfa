import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

interface Speeds {
  readonly runs: number;
  readonly speeds: readonly {
    readonly engine: string;
    readonly qubits: number;
    readonly gates: number;
    readonly milliseconds: number;
    readonly ratePerSecond: number;
  }[];
}

describe('qforge quantum bench', () => {
  test('times each engine, and its rates follow from the times', async (t) => {
    const words = ['quantum', 'bench', '--qubits', '8', '--runs', '2', '--json'];
    const { runs, speeds } = onlyDocument(await new User(t).run(words)) as unknown as Speeds;
    assert.equal(runs, 2);
    assert.deepEqual(
      speeds.map(({ engine, qubits, gates }) => [engine, qubits, gates]),
      [
        ['state vector, simd', 8, 310],
        ['state vector, plain', 8, 310],
        ['stabilizer tableau', 1000, 2000],
      ],
    );
    for (const { engine, qubits, gates, milliseconds, ratePerSecond } of speeds) {
      const work = engine.startsWith('state') ? gates * 2 ** qubits : gates;
      assert.ok(milliseconds > 0 && Math.abs((ratePerSecond * milliseconds) / 1_000 / work - 1) < 1e-9, engine);
    }
  });

  test('shows a table', async (t) => {
    const { code, stdout } = await new User(t).run(['quantum', 'bench', '--qubits', '5', '--runs', '1']);
    assert.equal(code, 0);
    assert.match(stdout, /^ENGINE +QUBITS +GATES +MEDIAN +RATE\n/u);
    assert.match(stdout, /^stabilizer tableau +1000 +2000 +[\d.e+-]+ ms +[\d.e+-]+ M\/s$/mu);
  });

  test('refuses sizes that are out of range', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['quantum', 'bench', '--qubits', '27']), 'ARGUMENT_INVALID');
    assertFailure(await user.run(['quantum', 'bench', '--runs', '0']), 'ARGUMENT_INVALID');
  });
});
