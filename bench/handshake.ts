import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { Comparison } from './comparison.ts';
import type { LinkPair } from './link-pair.ts';
import { LinkPairs } from './link-pairs.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { type Figures, pairedRuns } from './paired-runs.ts';

const AT_ONCE = 32;
const ED25519 = 'tls-ed25519';
const ML_DSA = 'tls-ml-dsa';
/** IKpsk2: one round trip with a peer that was reached before. */
const KNOWN = 'ours-known-peers';
/** X25519 and ML-KEM of one side, with no network, no symmetric cryptography and no messages. */
const PRIMITIVES = 'public-key primitives alone';

/** Full, mutually authenticated handshakes against TLS 1.3 with the same hybrid key exchange. */
export const handshake: Benchmark = {
  name: 'handshake',
  title: `full mutual handshakes, ${AT_ONCE} at once, against TLS 1.3 with X25519MLKEM768 and Ed25519 certificates`,
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start(['ours', KNOWN, ED25519, ML_DSA, 'tcp'], {
    connected: false,
    slots: AT_ONCE,
  });
  const counts = quick ? { sequential: 20, atOnce: 64 } : { sequential: 200, atOnce: 640 };
  await using processes = new AsyncDisposableStack();
  const primitives = processes.adopt(new RoleProcess('handshake-primitives'), (child) => child.stop());
  const sides = [
    ...Array.from(pairs.byName, ([label, pair]) => ({ label, run: () => measure(pair, counts) })),
    { label: PRIMITIVES, run: () => primitives.figures('handshakes', { count: counts.sequential }) },
  ];
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 8 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp', name: 'bare TCP connect' });
  return {
    ...figureOf(comparison, ['handshake', 'ours', ED25519, 'atOncePerSecond']),
    details: lines.map((line) => figureOf(comparison, line)),
    facts: await pairs.facts(),
  };
}

/** What a line is called, whose figure stands beside whose, and which. */
type Line = readonly [name: string, side: string, peer: string, figure: string, peerFigure?: string];

const lines: readonly Line[] = [
  [`${AT_ONCE} at once, against ML-DSA-65`, 'ours', ML_DSA, 'atOncePerSecond'],
  ['one after the other, against Ed25519', 'ours', ED25519, 'sequentialPerSecond'],
  ['one after the other, against ML-DSA-65', 'ours', ML_DSA, 'sequentialPerSecond'],
  ['p50 of one, against Ed25519', 'ours', ED25519, 'p50Ms'],
  ['p99 of one, against Ed25519', 'ours', ED25519, 'p99Ms'],
  ['p50 of one, against ML-DSA-65', 'ours', ML_DSA, 'p50Ms'],
  [`known peers, ${AT_ONCE} at once, against Ed25519`, KNOWN, ED25519, 'atOncePerSecond'],
  [`known peers, ${AT_ONCE} at once, against ML-DSA-65`, KNOWN, ML_DSA, 'atOncePerSecond'],
  ['known peers, p50 of one, against Ed25519', KNOWN, ED25519, 'p50Ms'],
  ['known peers, p50 of one, against ML-DSA-65', KNOWN, ML_DSA, 'p50Ms'],
  ['processor time of both sides, against Ed25519', 'ours', ED25519, 'processorMs'],
  ['processor time of both sides, against ML-DSA-65', 'ours', ML_DSA, 'processorMs'],
  ['known peers, processor time, against Ed25519', KNOWN, ED25519, 'processorMs'],
  ['known peers, processor time, against ML-DSA-65', KNOWN, ML_DSA, 'processorMs'],
  [`${AT_ONCE} at once, against one side's own limit`, 'ours', PRIMITIVES, 'atOncePerSecond'],
  ["p50 of one, against both sides' own limit", 'ours', PRIMITIVES, 'p50Ms', 'bothMs'],
  ["processor time, against both sides' own limit", 'ours', PRIMITIVES, 'processorMs', 'bothMs'],
];

function figureOf(comparison: Comparison, [name, side, peer, figure, peerFigure = figure]: Line): Measurement {
  const [unit, better] = figure.endsWith('Ms') ? (['ms', 'lower'] as const) : (['handshakes/s', 'higher'] as const);
  return comparison.of({ name, unit, better, side, peer, figure, peerFigure });
}

async function measure(
  pair: LinkPair,
  counts: { readonly sequential: number; readonly atOnce: number },
): Promise<Figures> {
  const one = await pair.handshakes(counts.sequential, 1);
  const many = await pair.handshakes(counts.atOnce, AT_ONCE);
  const { perSecond: sequentialPerSecond, ...latencies } = one;
  const { perSecond: atOncePerSecond, processorMs } = many;
  return { ...latencies, sequentialPerSecond, atOncePerSecond, processorMs } as Figures;
}
