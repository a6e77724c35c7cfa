import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import type { RoleProcess } from './child-process.ts';
import { holdChannels, prepareSetting, residentBytes, type Setting, startProcess } from './measured-setting.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { ScratchFolder } from './scratch-folder.ts';

const US_PER_MS = 1000;

/** Longer than what comes first on an idle channel, its first ping after 25 s; all else comes more often. */
const WINDOW_MS = 26_000;
const QUICK_WINDOW_MS = 3000;
/** Channels of one client, and clients with one channel each. */
const COUNTS = { channels: 1000, clients: 100 };
const QUICK_COUNTS = { channels: 50, clients: 10 };

/** What is paid while nothing happens. */
export const idle: Benchmark = {
  name: 'idle',
  title: 'processor time a second of clients whose channels are idle, against bare Node with as many idle sockets',
  run,
};

/** A process at rest, and what it is called. */
interface AtRest {
  readonly label: string;
  readonly process: RoleProcess;
}

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const { channels, clients } = quick ? QUICK_COUNTS : COUNTS;
  await using folder = await ScratchFolder.create();
  await using processes = new AsyncDisposableStack();
  const setting = await prepareSetting(folder);
  const resting: AtRest[] = [{ label: 'bare', process: startProcess(processes, setting) }];
  for (const count of [1, clients, channels]) {
    resting.push(...(await socketsAtRest(processes, setting, count)));
    resting.push(...(await channelsAtRest(processes, setting, count)));
  }
  const used = await usedAtRest(resting, quick ? QUICK_WINDOW_MS : WINDOW_MS);
  const figure = (name: string, end: 'dialling' | 'accepting', count: number): Measurement =>
    measurementOf(
      { name, unit: 'ms/s', better: 'lower', peerName: 'bare Node, as many sockets', limitName: 'bare Node' },
      { ours: [used(`ours ${end} ${count}`)], peer: [used(`tcp ${end} ${count}`)], limit: [used('bare')] },
    );
  return {
    ...figure('idle', 'dialling', 1),
    details: [
      figure(`one client with ${channels} channels`, 'accepting', channels),
      figure(`${clients} clients with a channel each`, 'dialling', clients),
      figure(`${channels} clients with a channel each`, 'dialling', channels),
    ],
    facts: { 'seconds without anything to do': (quick ? QUICK_WINDOW_MS : WINDOW_MS) / 1000 },
  };
}

/** One client that accepts so many channels, and as many clients that dial one each. */
async function channelsAtRest(stack: AsyncDisposableStack, setting: Setting, count: number): Promise<AtRest[]> {
  const [server, client] = [startProcess(stack, setting), startProcess(stack, setting)];
  await holdChannels(server, client, setting, count);
  return endsOf('ours', server, client, count);
}

async function socketsAtRest(stack: AsyncDisposableStack, setting: Setting, count: number): Promise<AtRest[]> {
  const [server, client] = [startProcess(stack, setting), startProcess(stack, setting)];
  await client.call('holdTcp', { port: await server.call('listenTcp'), count });
  return endsOf('tcp', server, client, count);
}

function endsOf(kind: string, server: RoleProcess, client: RoleProcess, count: number): AtRest[] {
  return [
    { label: `${kind} accepting ${count}`, process: server },
    { label: `${kind} dialling ${count}`, process: client },
  ];
}

/** Milliseconds of processor time a second, by label: all at the same time, since none has anything to do. */
async function usedAtRest(resting: readonly AtRest[], windowMs: number): Promise<(label: string) => number> {
  // What opening channels has left behind is collected before, not while they rest.
  for (const { process } of resting) await residentBytes(process);
  const usedUs = async (): Promise<number[]> => {
    const all: number[] = [];
    for (const { process } of resting) all.push((await process.figures('processor'))['us'] ?? Number.NaN);
    return all;
  };
  const before = await usedUs();
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  const after = await usedUs();
  const seconds = windowMs / 1000;
  const perSecond = after.map((us, index) => (us - (before[index] ?? Number.NaN)) / US_PER_MS / seconds);
  return (label) => perSecond[resting.findIndex((one) => one.label === label)] ?? Number.NaN;
}
