import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { VOTE_SCHEME } from '../src/consensus/index.ts';
import { nativeBackend } from '../src/crypto/index.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { LocalValidators } from './local-validators.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { ScratchFolder } from './scratch-folder.ts';
import { median, quantile } from './statistics.ts';
import { threadMs } from './thread-time.ts';
import { decideInProcesses } from './validator-processes.ts';

/** What the simulation prints. */
interface TwinsFigures {
  readonly seedsPerThreadSecond: number;
  readonly violations: readonly unknown[];
}

const SIMULATION = resolve(import.meta.dirname, '../test/simulation/main.ts');
const LOCAL_VALIDATORS = 4;
const MANY_VALIDATORS = 100;
/** What docs/spec/consensus asks of simulations, of a decision and of the bytes that reach one of 100 validators. */
const STATED_SEEDS_PER_SECOND = 10_000;
const STATED_DECISION_MS = 40;
const STATED_INBOUND_BYTES = 670_000;

/** How fast seeds of the simulation run, how long a decision takes, and how many bytes it costs. */
export const consensus: Benchmark = {
  name: 'consensus',
  title: 'simulated seeds of four validators in a second of one thread; decisions of real ones',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const runs = quick ? 2 : 5;
  const rates = Array.from({ length: runs }, (_, index) => seedRate(1 + index * 1_000_000, quick ? 2000 : 50_000));
  const headline = measurementOf(
    {
      name: 'consensus',
      unit: 'seeds/s',
      better: 'higher',
      peerName: 'stated bar',
      limitName: 'the fastest of the runs',
    },
    { ours: rates, peer: STATED_SEEDS_PER_SECOND, limit: rates.map(() => Math.max(...rates)) },
  );
  const processes = await processDecisions(quick);
  return { ...headline, details: [decisionTime(quick), processes, inboundBytes(quick)], facts: {} };
}

/** As `npm run sim -- twins` prints it: the simulation is a program of its own. */
function seedRate(from: number, seeds: number): number {
  const flags = ['--nodes', String(LOCAL_VALIDATORS), '--seeds', String(seeds), '--from', String(from), '--json'];
  const { stdout } = spawnSync(process.execPath, [SIMULATION, 'twins', ...flags], { encoding: 'utf8' });
  const { seedsPerThreadSecond, violations } = JSON.parse(stdout) as TwinsFigures;
  if (violations.length > 0) throw new RangeError(`violations in seeds from ${from}`);
  return seedsPerThreadSecond;
}

/** From the proposal until the last of four validators has decided, all in this thread, with real signatures. */
function decisionTime(quick: boolean): Measurement {
  const validators = new LocalValidators(LOCAL_VALIDATORS);
  const times: number[] = [];
  const limits: number[] = [];
  for (let run = 0; run < (quick ? 3 : 60); run++) {
    const start = performance.now();
    validators.decide();
    times.push(performance.now() - start);
    limits.push(signatureTime());
  }
  const names = { name: 'decision of 4 validators, p50', unit: 'ms', better: 'lower', peerName: 'stated bar' } as const;
  const p50 = median(times);
  return measurementOf(
    { ...names, limitName: `9 ML-DSA-65 signatures and 40 verifications; p95 ${quantile(times, 0.95).toFixed(1)} ms` },
    { ours: [p50], peer: STATED_DECISION_MS, limit: [median(limits)] },
  );
}

/** From a proposal to its approval, as its operator sees it: four processes with disks and channels. Wall time, since it is a wait. */
async function processDecisions(quick: boolean): Promise<Measurement> {
  await using folder = await ScratchFolder.create();
  const runs = quick ? { warmUps: 1, decisions: 3 } : { warmUps: 20, decisions: 100 };
  const { wallMs, processorMs } = await decideInProcesses(folder.path, LOCAL_VALIDATORS, runs);
  const name = 'decision of 4 validators as processes, p50';
  const p95 = quantile(wallMs, 0.95).toFixed(0);
  const limitName = `${processorMs.toFixed(0)} ms of processor time of all four, on ${availableParallelism()} processors; p95 ${p95} ms`;
  return measurementOf(
    { name, unit: 'ms', better: 'lower', peerName: 'stated bar', limitName },
    {
      ours: [median(wallMs)],
      peer: STATED_DECISION_MS,
      limit: [processorMs / Math.min(LOCAL_VALIDATORS, availableParallelism())],
    },
  );
}

/** What a decision costs in signatures alone: 1 + 4 + 4 are made, and each validator verifies all that it takes, with certificates as they are. */
function signatureTime(): number {
  const key = nativeBackend.signature(VOTE_SCHEME).generate();
  const message = new Uint8Array(88);
  const start = threadMs();
  for (let count = 0; count < 9; count++) key.sign(message);
  const signature = key.sign(message);
  for (let count = 0; count < 36; count++) key.publicKey.verify(message, signature);
  return Math.max(0.001, threadMs() - start);
}

/** Bytes of the messages that one of 100 validators takes for one decision, each once. */
function inboundBytes(quick: boolean): Measurement {
  const count = quick ? LOCAL_VALIDATORS : MANY_VALIDATORS;
  const { inboundBytes } = new LocalValidators(count).decide();
  return measurementOf(
    {
      name: `bytes that one of ${count} validators takes for a decision`,
      unit: 'B',
      better: 'lower',
      peerName: 'stated figure for 100',
      limitName: 'two votes of 3,309 bytes of each',
    },
    { ours: [inboundBytes], peer: STATED_INBOUND_BYTES, limit: [2 * 3309 * count] },
  );
}
