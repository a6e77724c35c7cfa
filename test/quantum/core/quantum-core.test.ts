import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import { BELL_STATES, Circuit, gateNames, QuantumCore, SeededRandom } from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { SimulatedClock } from '../simulated-clock.ts';

const fails =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === code;

function coreOf(seed: number = 1, clock: SimulatedClock = new SimulatedClock()): QuantumCore {
  return new QuantumCore({ clock, random: new SeededRandom(seed) });
}

const rounded = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toFixed(12)));

describe('the quantum core', () => {
  test('core creation: begins with nothing, within its limits', () => {
    const status = coreOf().getStatus();
    assert.deepEqual(status.states, []);
    assert.deepEqual(
      [status.statesCreated, status.gatesApplied, status.measurements, status.circuitsRun],
      [0, 0, 0, 0],
    );
    assert.deepEqual(status.limits, { maxStates: 1_024, maxBytes: 2 ** 30, lifetimeMs: 600_000 });
  });

  test('state creation: a state of all zeros, by its ID', () => {
    const core = coreOf();
    const id = core.createState(3);
    assert.deepEqual(rounded(core.probabilities(id)), [1, 0, 0, 0, 0, 0, 0, 0]);
    assert.equal(core.getStatus().states[0]?.id, id);
    assert.equal(core.getStatus().stateBytes, 128);
  });

  test('operations: gates change the state, and are counted', () => {
    const core = coreOf();
    const id = core.createState(2);
    core.applyGate(id, 'h', [0]);
    core.applyGate(id, 'CNOT', [0, 1]);
    core.applyGate(id, 'rz', [1], [0.3]);
    assert.deepEqual(rounded(core.probabilities(id)), [0.5, 0, 0, 0.5]);
    assert.ok(Math.abs(core.expectation(id, 'ZZ') - 1) < 1e-12);
    assert.equal(core.getStatus().gatesApplied, 3);
    assert.throws(() => core.applyGate(id, 'frob', [0]), fails('QUANTUM_GATE_UNKNOWN'));
    assert.throws(() => core.applyGate(id, 'h', [5]), fails('QUANTUM_CIRCUIT_INVALID'));
  });

  test('enhanced gates: every gate that has a name can be applied and keeps the norm', () => {
    const core = coreOf();
    const id = core.createSuperposition(6);
    for (const name of gateNames()) {
      for (let qubits = 0; qubits <= 5; qubits++) {
        for (let angles = 0; angles <= 4; angles++) {
          const operands = [
            Array.from({ length: qubits }, (_, index) => index),
            Array.from({ length: angles }, () => 0.3),
          ] as const;
          try {
            core.applyGate(id, name, ...operands);
          } catch (error) {
            assert.ok(fails('QUANTUM_CIRCUIT_INVALID')(error), `${name}: ${String(error)}`);
          }
        }
      }
    }
    assert.equal(core.getStatus().gatesApplied >= gateNames().length, true);
    const norm = core.probabilities(id).reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(norm - 1) < 1e-12);
  });

  test('Bell state creation: all four, with both qubits bound to each other', () => {
    for (const state of BELL_STATES) {
      const core = coreOf();
      const id = core.createBellPair(state);
      assert.ok(Math.abs(core.expectation(id, 'ZZ') - (state.startsWith('phi') ? 1 : -1)) < 1e-12);
      assert.ok(Math.abs(core.expectation(id, 'XX') - (state.endsWith('+') ? 1 : -1)) < 1e-12);
      const first = core.measure(id, 0);
      assert.ok(Math.abs(first.probability - 0.5) < 1e-12);
      const second = core.measure(id, 1);
      assert.equal(second.outcome === first.outcome, state.startsWith('phi'));
      assert.ok(Math.abs(second.probability - 1) < 1e-12);
    }
  });

  test('superposition: every basis state alike', () => {
    const core = coreOf();
    assert.deepEqual(rounded(core.probabilities(core.createSuperposition(2))), [0.25, 0.25, 0.25, 0.25]);
  });

  test('Born-rule measurement: outcomes by their probability, then collapse (5,000 states, seed 7, significance 1e-6)', () => {
    const core = coreOf(7);
    const counts = [0, 0];
    for (let run = 0; run < 5_000; run++) {
      const id = core.createState(1);
      core.applyGate(id, 'ry', [0], [2 * Math.asin(Math.sqrt(0.2))]);
      const { outcome, probability } = core.measure(id, 0);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      assert.ok(Math.abs(probability - (outcome === 1 ? 0.2 : 0.8)) < 1e-12);
      assert.ok(Math.abs(core.measure(id, 0).probability - 1) < 1e-12);
      core.release(id);
    }
    assert.ok(chiSquareP(counts, [4_000, 1_000]) > 1e-6);
    assert.equal(core.getStatus().measurements, 10_000);
  });

  test('circuit: runs on a state with its measurements, and on an engine with shots', () => {
    const core = coreOf();
    const id = core.createState(2);
    assert.equal(
      core.applyCircuit(
        id,
        new Circuit(2)
          .x(0)
          .measure(0)
          .when(0, 1, (inner) => inner.x(1))
          .measure(1),
      ),
      '11',
    );
    assert.equal(core.measureAll(id), '11');
    const { counts } = core.runCircuit(new Circuit(2).h(0).cx(0, 1).measureAll(), 100);
    assert.deepEqual([...counts.keys()], ['00', '11']);
    assert.equal(core.getStatus().circuitsRun, 1);
    assert.throws(() => core.applyCircuit(id, new Circuit(3)), fails('QUANTUM_CIRCUIT_INVALID'));
  });

  test('teleportation: the state goes, and is not left behind', () => {
    const core = coreOf();
    const id = core.createState(1);
    core.applyGate(id, 'u', [0], [1.1, 0.4, 2]);
    const reference = core.createState(1);
    core.applyGate(reference, 'u', [0], [1.1, 0.4, 2]);
    const sent = core.teleport(id);
    assert.throws(() => core.probabilities(id), fails('QUANTUM_STATE_UNKNOWN'));
    for (const pauli of ['X', 'Y', 'Z']) {
      assert.ok(Math.abs(core.expectation(sent, `${pauli}II`) - core.expectation(reference, pauli)) < 1e-12);
    }
    assert.throws(() => core.teleport(sent), fails('ARGUMENT_INVALID'));
  });

  test('fidelity tells states apart, and takes only those of one size', () => {
    const core = coreOf();
    const [zero, one, pair] = [core.createState(1), core.createState(1), core.createBellPair()];
    core.applyGate(one, 'x', [0]);
    assert.deepEqual([core.fidelity(zero, zero), core.fidelity(zero, one)], [1, 0]);
    assert.throws(() => core.fidelity(zero, pair), fails('ARGUMENT_INVALID'));
    assert.equal(core.amplitudes(one)[2], 1);
  });

  test('random bits are marked as simulated, and even (2^16 bits, seed 9, significance 1e-6)', () => {
    const { bits, simulated } = coreOf(9).randomBits(65_536);
    assert.equal(simulated, true);
    const ones = bits.reduce((sum, bit) => sum + bit, 0);
    assert.ok(chiSquareP([ones, 65_536 - ones], [32_768, 32_768]) > 1e-6);
    for (const count of [-1, 1.5, 2_000_000])
      assert.throws(() => coreOf().randomBits(count), fails('ARGUMENT_INVALID'));
  });

  test('states have limits and expire', () => {
    const clock = new SimulatedClock();
    const core = new QuantumCore({ clock, random: new SeededRandom(1), limits: { maxStates: 2, lifetimeMs: 50 } });
    const first = core.createState(1);
    core.createState(1);
    assert.throws(() => core.createState(1), fails('QUANTUM_STATE_LIMIT'));
    clock.advance(60);
    assert.throws(() => core.measure(first, 0), fails('QUANTUM_STATE_UNKNOWN'));
    assert.equal(core.getStatus().statesExpired, 2);
    assert.throws(() => core.createState(30), fails('QUANTUM_TOO_LARGE'));
    for (const qubits of [0, -1, 1.5]) assert.throws(() => core.createState(qubits), fails('QUANTUM_CIRCUIT_INVALID'));
    core.createState(1);
    core.shutdown();
    assert.equal(core.getStatus().states.length, 0);
  });
});
