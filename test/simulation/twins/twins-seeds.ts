import { createReducer } from '../../../src/consensus/index.ts';
import { runScenario } from './scenario.ts';
import type { ToyBlock } from './toy-chain.ts';
import type { TwinsOptions, TwinsResult } from './twins-run.ts';

/** Runs seeds one after the other on the reducer of the product. */
export function runSeeds({ nodes, from, seeds, liveness }: TwinsOptions): TwinsResult {
  const reduce = createReducer<ToyBlock>();
  const violations: { seed: number; what: string }[] = [];
  const start = process.threadCpuUsage();
  let decided = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const outcome = runScenario(seed, { nodes, reduce, liveness });
    decided += outcome.decided;
    for (const what of outcome.violations) violations.push({ seed, what });
  }
  const { user, system } = process.threadCpuUsage(start);
  return { seeds, violations, decided, threadSeconds: (user + system) / 1e6 };
}
