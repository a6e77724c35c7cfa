import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FRAME_SHOTS, FRAME_WORDS, FrameBatch } from '../../../src/quantum/stabilizer/frame-batch.ts';
import { seededDraws } from '../random-circuit.ts';

const flipsOf = (frames: FrameBatch, qubit: number): Int32Array => {
  const flips = new Int32Array(FRAME_WORDS);
  frames.measure(qubit, flips);
  return flips;
};

const isSet = (words: Int32Array, shot: number): boolean => (((words[shot >> 5] ?? 0) >>> (shot & 31)) & 1) === 1;

function freshFrames(qubits: number): FrameBatch {
  const frames = new FrameBatch(qubits, seededDraws(81));
  frames.begin();
  return frames;
}

describe('frames', () => {
  test('begin without a difference in what is measured', () => {
    const frames = freshFrames(3);
    for (let qubit = 0; qubit < 3; qubit++) assert.ok(flipsOf(frames, qubit).every((word) => word === 0));
  });

  test('an X error flips one shot, and a CX carries it on', () => {
    const frames = freshFrames(2);
    frames.strike(0, 700, 1);
    frames.apply([['cx', 0, 1]], [0, 1]);
    for (const qubit of [0, 1]) {
      const flips = flipsOf(frames, qubit);
      for (let shot = 0; shot < FRAME_SHOTS; shot++) assert.equal(isSet(flips, shot), shot === 700);
    }
  });

  test('Y flips, Z does not, and behind an H it is the other way round', () => {
    const shotsFlipped = (pauli: number, withH: boolean): boolean => {
      const frames = freshFrames(1);
      frames.reset(0);
      if (withH) frames.apply([['h', 0]], [0]);
      frames.strike(0, 5, pauli);
      if (withH) frames.apply([['h', 0]], [0]);
      return isSet(flipsOf(frames, 0), 5);
    };
    assert.deepEqual(
      [1, 2, 3].map((pauli) => shotsFlipped(pauli, false)),
      [true, true, false],
    );
    assert.deepEqual(
      [1, 2, 3].map((pauli) => shotsFlipped(pauli, true)),
      [false, true, true],
    );
  });

  test('a qubit in superposition is measured at random: half of the shots differ (seed 81)', () => {
    const frames = freshFrames(1);
    frames.apply([['h', 0]], [0]);
    const first = flipsOf(frames, 0);
    const ones = Array.from({ length: FRAME_SHOTS }, (_, shot) => isSet(first, shot)).filter(Boolean).length;
    assert.ok(Math.abs(ones - FRAME_SHOTS / 2) < 6 * Math.sqrt(FRAME_SHOTS / 4), `${ones}`);
    assert.deepEqual(flipsOf(frames, 0), first, 'and the same again');
    frames.apply([['s', 0]], [0]);
    assert.deepEqual(flipsOf(frames, 0), first, 'a phase is not seen');
  });

  test('a mask of shots is struck at once', () => {
    const frames = freshFrames(1);
    const mask = new Int32Array(FRAME_WORDS).fill(0x0f);
    frames.strikeAll(0, mask, 2);
    assert.deepEqual(flipsOf(frames, 0), mask);
  });
});
