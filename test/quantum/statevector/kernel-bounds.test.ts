import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomDraws, SeededRandom, StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

const PAGE_BYTES = 65_536;
/** Where the amplitudes begin, and what is before them: wasm/statevector-kernel.ts. */
const AMPLITUDES = 0x80000;
const AMPLITUDE_BYTES = 16;
const MARK = 0xa5;

/** A state in the memory of the kernel, and that memory. */
function stateOf(qubits: number): { readonly state: StateVector; readonly memory: Uint8Array } {
  const state = new StateVector(qubits, 'simd');
  assert.equal(state.kernelName, 'simd');
  assert.equal(state.amplitudes.byteOffset, AMPLITUDES);
  return { state, memory: new Uint8Array(state.amplitudes.buffer) };
}

/** The first byte from here on that is no longer the mark; -1 when all are. */
function firstChange(memory: Uint8Array, from: number): number {
  const at = memory.subarray(from).findIndex((byte) => byte !== MARK);
  return at < 0 ? -1 : from + at;
}

describe('the SIMD kernel', () => {
  test('has the pages that its state needs and no more', () => {
    for (let qubits = 1; qubits <= 16; qubits += 1) {
      const needed = AMPLITUDES + AMPLITUDE_BYTES * 2 ** qubits;
      assert.equal(stateOf(qubits).memory.length, Math.ceil(needed / PAGE_BYTES) * PAGE_BYTES, `${qubits} qubits`);
    }
  });

  test('touches nothing behind its state, whatever the circuit (1 to 12 qubits, 8 circuits each)', (t) => {
    let guarded = 0;
    for (let qubits = 1; qubits <= 12; qubits += 1) {
      for (let seed = 0; seed < 8; seed += 1) {
        const { state, memory } = stateOf(qubits);
        const end = AMPLITUDES + AMPLITUDE_BYTES * 2 ** qubits;
        memory.fill(MARK, end);
        const draws = new RandomDraws(new SeededRandom(seed));
        for (let at = 0; at < state.amplitudes.length; at += 1) state.amplitudes[at] = draws.uniform() - 0.5;
        state.normalise();
        state.apply(
          randomCircuit(qubits, 30, seededDraws(100 * qubits + seed), 3).operations as readonly UnitaryOperation[],
        );
        assert.equal(firstChange(memory, end), -1, `${qubits} qubits, seed ${seed}`);
        guarded += memory.length - end;
      }
    }
    assert.ok(guarded > 0);
    t.diagnostic(`${guarded} bytes behind 96 states untouched`);
  });

  test('of one state does not reach another', () => {
    const [one, other] = [stateOf(10), stateOf(10)];
    other.memory.fill(MARK);
    one.state.apply(randomCircuit(10, 60, seededDraws(7), 3).operations as readonly UnitaryOperation[]);
    assert.notEqual(one.memory.buffer, other.memory.buffer);
    assert.equal(firstChange(other.memory, 0), -1);
  });
});
