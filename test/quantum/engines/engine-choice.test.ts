import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { amplitudeDamping, Circuit, chooseEngine, depolarizing, type EngineName } from '../../../src/quantum/index.ts';

const unsuitable =
  (...parts: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof QForgeError &&
    error.code === 'QUANTUM_ENGINE_UNSUITABLE' &&
    parts.every((part) => error.message.includes(part));

describe('the choice of an engine', () => {
  test('falls on the fastest that can, and says why not on the others', () => {
    const cases: readonly (readonly [Circuit, EngineName, RegExp])[] = [
      [new Circuit(2).h(0).cx(0, 1).noise(depolarizing(0.1), 0).measureAll(), 'frames', /Clifford/u],
      [
        new Circuit(2)
          .h(0)
          .measure(0)
          .when(0, 1, (inner) => inner.h(1)),
        'stabilizer',
        /not frames: h under a condition/u,
      ],
      [new Circuit(2).h(0).gate('t', [0]).measureAll(), 'statevector', /not stabilizer: t is no Clifford gate/u],
      [
        new Circuit(2).noise(amplitudeDamping(0.1), 0),
        'statevector',
        /not frames: amplitude damping\(0.1\) is no Pauli/u,
      ],
    ];
    for (const [circuit, engine, reason] of cases) {
      const choice = chooseEngine(circuit);
      assert.equal(choice.engine, engine);
      assert.match(choice.reasons.join('\n'), reason);
    }
  });

  test('takes Clifford circuits of thousands of qubits', () => {
    assert.equal(chooseEngine(new Circuit(5_000).h(0)).engine, 'frames');
  });

  test('refuses what none can run, with the memory that it would take', () => {
    assert.throws(() => chooseEngine(new Circuit(40).gate('t', [0])), unsuitable('t is no Clifford gate', '16 TiB'));
  });

  test('checks an engine that is asked for', () => {
    const circuit = new Circuit(12).gate('t', [0]);
    assert.equal(chooseEngine(circuit, 'statevector').engine, 'statevector');
    assert.throws(() => chooseEngine(circuit, 'frames'), unsuitable('frames', 't is no'));
    assert.throws(() => chooseEngine(circuit, 'stabilizer'), unsuitable('stabilizer'));
    assert.throws(() => chooseEngine(circuit, 'density'), unsuitable('density', '256 MiB'));
    assert.throws(() => chooseEngine(new Circuit(27), 'statevector'), unsuitable('2 GiB'));
  });
});
