import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { LinkPair } from './link-pair.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { type Figures, type PairedFigures, pairedRuns } from './paired-runs.ts';

const KIB = 1024;
const SIZES = [
  { name: '4 KiB', bytes: 4 * KIB },
  { name: '64 KiB', bytes: 64 * KIB },
  { name: '1 MiB', bytes: 1024 * KIB },
] as const;
/** What the traffic run sends: small and large messages in turn, as bytes and count. */
const TRAFFIC = [
  { messageBytes: 64, count: 20_000 },
  { messageBytes: 1024, count: 20_000 },
  { messageBytes: 64 * KIB, count: 1000 },
  { messageBytes: 1024 * KIB, count: 60 },
] as const;
/** The lower ends of the ranges in the performance report that the pool goes back to. */
const STATED_HIT_RATIO = 0.85;
const STATED_REUSE_RATIO = 0.8;

/** Taking a buffer from the pool against allocating one, and how often real traffic finds one ready. */
export const pool: Benchmark = {
  name: 'pool',
  title: 'time to acquire a buffer of 64 KiB (p99), against Buffer.allocUnsafe',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using processes = new AsyncDisposableStack();
  const sides = ['pool', 'allocUnsafe', 'allocUnsafeSlow'].map((label) => {
    const role = processes.adopt(new RoleProcess('pool'), (child) => child.stop());
    return { label, run: () => measure(role, label, quick ? 2000 : 20_000) };
  });
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 10 });
  return {
    ...acquireTime(figures, 'pool', '64 KiB p99Us'),
    details: [
      ...SIZES.map(({ name }) => acquireTime(figures, `${name}, mean with release`, `${name} meanUs`)),
      ...(await trafficRatios(quick)),
    ],
    facts: {},
  };
}

async function measure(role: RoleProcess, command: string, count: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const { name, bytes } of SIZES) {
    for (const [figure, value] of Object.entries(await role.figures(command, { bytes, count }))) {
      figures[`${name} ${figure}`] = value;
    }
  }
  return figures;
}

function acquireTime(figures: PairedFigures, name: string, figure: string): Measurement {
  return measurementOf(
    { name, unit: 'us', better: 'lower', peerName: 'Buffer.allocUnsafe', limitName: 'Buffer.allocUnsafeSlow' },
    {
      ours: figures.of('pool', figure),
      peer: figures.of('allocUnsafe', figure),
      limit: figures.of('allocUnsafeSlow', figure),
    },
  );
}

/** Hit and reuse ratios of the receiving client's own pool after mixed traffic over a real channel. */
async function trafficRatios(quick: boolean): Promise<Measurement[]> {
  await using pair = await LinkPair.connected('ours');
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    for (const { messageBytes, count } of TRAFFIC) await pair.transfer(messageBytes, count, 'burst', 'messages');
  }
  const facts = await pair.facts();
  const ratio = (name: string, fact: string, stated: number): Measurement =>
    measurementOf(
      { name, unit: 'ratio', better: 'higher', peerName: 'figure in the report', limitName: 'every request' },
      { ours: [Number(facts[fact])], peer: stated, limit: [1] },
    );
  return [
    ratio('hit ratio under mixed traffic', 'pool hit ratio', STATED_HIT_RATIO),
    ratio('reuse ratio under mixed traffic', 'pool reuse ratio', STATED_REUSE_RATIO),
  ];
}
