import { type Condition, conditionsHold } from '../circuit/condition.ts';
import type { RandomDraws } from '../random/random-draws.ts';
import { BitCounter, type BitCounts, bitText } from './bit-counts.ts';

/** One step of a shot on a state that the step knows. */
export interface ShotStep {
  readonly when: readonly Condition[] | undefined;
  /** Acts on the state; what it measures it writes into `bits`. */
  readonly act: (bits: Uint8Array, draws: RandomDraws) => void;
}

/** A circuit made ready for running shot after shot on one state. */
export interface ShotProgram {
  /** Brings the state to where every shot begins. */
  readonly begin: () => void;
  readonly steps: readonly ShotStep[];
  readonly bits: number;
}

/** Runs one shot; returns its bits. */
export function runShot(program: ShotProgram, draws: RandomDraws): Uint8Array {
  const bits = new Uint8Array(program.bits);
  program.begin();
  runSteps(program.steps, bits, draws);
  return bits;
}

/** Takes the steps whose conditions hold when it is their turn. */
export function runSteps(steps: readonly ShotStep[], bits: Uint8Array, draws: RandomDraws): void {
  for (const { when, act } of steps) if (conditionsHold(when, bits)) act(bits, draws);
}

/** Runs a program so many times. */
export function countShots(program: ShotProgram, shots: number, draws: RandomDraws): BitCounts {
  const counter = new BitCounter();
  for (let shot = 0; shot < shots; shot++) counter.add(bitText(runShot(program, draws)));
  return counter.finish();
}
