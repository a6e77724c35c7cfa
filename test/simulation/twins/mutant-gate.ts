import { createReducer } from '../../../src/consensus/index.ts';
import { type Mutant, rulesOf } from './mutants.ts';
import { runScenario } from './scenario.ts';
import type { ToyBlock } from './toy-chain.ts';

/** Validators in the runs of mutants. */
const NODES = 4;

/** A run in which a mutant gave itself away. */
export interface Detection {
  readonly seed: number;
  /** The promise that it broke first, with what was seen. */
  readonly violation: string;
}

/** What a mutant does in the run of one seed; undefined when nothing is wrong with it there. */
export function detectionIn(mutant: Mutant, seed: number): Detection | undefined {
  const { kept, liveness = false } = mutant;
  // Fresh rules for each seed: a mutant may remember something.
  const reduce = createReducer<ToyBlock>({ rules: rulesOf(mutant) });
  const { violations } = runScenario(seed, { nodes: NODES, reduce, liveness, ...(kept === undefined ? {} : { kept }) });
  const [violation] = violations;
  return violation === undefined ? undefined : { seed, violation };
}

/** The first runs, by ascending seed from 1, in which a mutant gives itself away. */
export function detectMutant(mutant: Mutant, wanted: number, maxSeeds: number): readonly Detection[] {
  const found: Detection[] = [];
  for (let seed = 1; seed <= maxSeeds && found.length < wanted; seed++) {
    const detection = detectionIn(mutant, seed);
    if (detection !== undefined) found.push(detection);
  }
  return found;
}
