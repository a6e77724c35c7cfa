import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import type { RoleProcess } from './child-process.ts';
import { needDescriptors } from './descriptor-need.ts';
import {
  HANDSHAKES_AT_ONCE,
  holdChannels,
  prepareSetting,
  residentBytes,
  type Setting,
  startProcess,
} from './measured-setting.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { type Figures, type PairedFigures, pairedRuns } from './paired-runs.ts';
import { ScratchFolder } from './scratch-folder.ts';

const MESSAGE_BYTES = 64;
const KILOBYTE = 1e3;

/** Numbers of channels, rising; memory is compared between the last two. */
const STEPS = [1, 10, 100, 1000, 10_000];
const QUICK_STEPS = [1, 10, 100];
/** Round trips in each run, on every channel in turn. */
const ROUND_TRIPS = 10_000;
const QUICK_ROUND_TRIPS = 1000;
/** Round trips on each channel before, so that none is measured while it is new. */
const WARM_UPS = 40;

/**
 * How cost grows with the number of channels that one process holds.
 *
 * One client holds them all at the accepting end. The dialling end is as many clients, since each keeps one channel to a peer: what it takes is
 * shown with that of the other, in lines of their own.
 */
export const scale: Benchmark = {
  name: 'scale',
  title: 'processor time of a round trip of 64 B and memory of a channel, with 1 to 10,000 channels open',
  run,
};

/** The two processes that hold so many connections between them, and what one of them takes at the accepting end. */
interface Held {
  readonly label: string;
  readonly ends: readonly [RoleProcess, RoleProcess];
  readonly kilobytesEach: number;
}

/** The figures of a run: microseconds of a round trip at the accepting end, and at both. */
const HOLDER = 'holderUs';
const BOTH = 'bothUs';

type Kind = 'ours' | 'tcp';

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const steps = quick ? QUICK_STEPS : STEPS;
  const [most = 1, before = 1] = steps.toReversed();
  needDescriptors(most);
  await using folder = await ScratchFolder.create();
  await using processes = new AsyncDisposableStack();
  const setting = await prepareSetting(folder);
  const held: Held[] = [];
  for (const kind of ['ours', 'tcp'] as const) {
    for (const count of steps) held.push(await hold(processes, setting, kind, count));
  }
  const roundTrips = quick ? QUICK_ROUND_TRIPS : ROUND_TRIPS;
  // All numbers are there at once and take turns: what else the machine does meets them alike.
  const sides = held.map(({ label, ends }) => ({ label, run: () => roundTripCost(ends, roundTrips) }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 1, runs: 8 });
  return {
    ...growth(figures, 'scale', most, HOLDER),
    details: [
      ...steps.slice(1, -1).map((count) => growth(figures, `round trip with ${count}`, count, HOLDER)),
      ...steps.slice(1).map((count) => growth(figures, `both ends, with ${count}`, count, BOTH)),
      memoryGrowth(held, most, before),
    ],
    facts: { 'channels at most': most },
  };
}

/** A round trip with many channels beside the same with one; the limit is what bare sockets take with as many. */
function growth(figures: PairedFigures, name: string, count: number, ends: typeof HOLDER | typeof BOTH): Measurement {
  return measurementOf(
    { name, unit: 'us', better: 'lower', peerName: 'qforge with 1', limitName: 'bare TCP with as many' },
    {
      ours: figures.of(labelOf('ours', count), ends),
      peer: figures.of(labelOf('ours', 1), ends),
      limit: figures.of(labelOf('tcp', count), ends),
    },
  );
}

function memoryGrowth(held: readonly Held[], most: number, before: number): Measurement {
  const each = (kind: Kind, count: number): number[] => [
    held.find(({ label }) => label === labelOf(kind, count))?.kilobytesEach ?? Number.NaN,
  ];
  const peerName = `qforge with ${before}`;
  return measurementOf(
    { name: `memory of each of ${most}`, unit: 'kB', better: 'lower', peerName, limitName: 'bare TCP with as many' },
    { ours: each('ours', most), peer: each('ours', before), limit: each('tcp', most) },
  );
}

function labelOf(kind: Kind, count: number): string {
  return `${kind} ${count}`;
}

/** Opens so many connections, and uses all of them until none is new. */
async function hold(processes: AsyncDisposableStack, setting: Setting, kind: Kind, count: number): Promise<Held> {
  const ends = [startProcess(processes, setting), startProcess(processes, setting)] as const;
  const openMore = kind === 'ours' ? await holdChannels(...ends, setting, 1) : await holdSockets(...ends);
  await ends[1].call('roundTrips', { messageBytes: MESSAGE_BYTES, count: ROUND_TRIPS, atOnce: 1 });
  const firstBytes = await residentBytes(ends[0]);
  if (count > 1) await openMore(count - 1);
  await ends[1].call('roundTrips', {
    messageBytes: MESSAGE_BYTES,
    count: WARM_UPS * count,
    atOnce: HANDSHAKES_AT_ONCE,
  });
  const bytes = await residentBytes(ends[0]);
  // The first few cost less than the noise.
  const kilobytesEach = Math.max(bytes - firstBytes, 1) / Math.max(count - 1, 1) / KILOBYTE;
  return { label: labelOf(kind, count), ends, kilobytesEach };
}

/** Microseconds of processor time, of the accepting end and of both together. */
async function roundTripCost([holder, dialler]: Held['ends'], count: number): Promise<Figures> {
  const usedUs = async (end: RoleProcess): Promise<number> => (await end.figures('processor'))['us'] ?? Number.NaN;
  const before = [await usedUs(holder), await usedUs(dialler)] as const;
  await dialler.call('roundTrips', { messageBytes: MESSAGE_BYTES, count, atOnce: 1 });
  const holderUs = ((await usedUs(holder)) - before[0]) / count;
  const diallerUs = ((await usedUs(dialler)) - before[1]) / count;
  return { [HOLDER]: holderUs, [BOTH]: holderUs + diallerUs };
}

async function holdSockets(server: RoleProcess, client: RoleProcess): Promise<(more: number) => Promise<unknown>> {
  const port = await server.call('listenTcp');
  const openMore = (more: number): Promise<unknown> => client.call('holdTcp', { port, count: more });
  await openMore(1);
  return openMore;
}
