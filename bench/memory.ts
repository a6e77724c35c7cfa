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
import { type BenchmarkResult, measurementOf } from './measurement.ts';
import { type Figures, pairedRuns, type Side } from './paired-runs.ts';
import { ScratchFolder } from './scratch-folder.ts';
import { median } from './statistics.ts';

const MEGABYTE = 1e6;
const KILOBYTE = 1e3;

/** Resident memory of whole processes that run the compiled package, against Node that does nothing. */
export const memory: Benchmark = {
  name: 'memory',
  title: 'resident memory of a client with one live channel, against a bare Node process',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using folder = await ScratchFolder.create();
  const setting = await prepareSetting(folder);
  const idle = quick ? 1000 : 10_000;
  needDescriptors(idle);
  const sides: readonly Side[] = [
    { label: 'ours', run: () => oneChannel(setting) },
    { label: 'bare', run: () => bareNode(setting) },
    { label: 'tcp', run: () => oneConnection(setting) },
  ];
  const figures = await pairedRuns(sides, { warmUps: 0, runs: quick ? 2 : 5 });
  const idleSides: readonly Side[] = [
    { label: 'ours', run: () => idleChannels(setting, idle) },
    { label: 'tcp', run: () => idleConnections(setting, idle) },
  ];
  const idleFigures = await pairedRuns(idleSides, { warmUps: 0, runs: quick ? 1 : 3 });
  const [ours, tcp] = ['ours', 'tcp'].map((label) => idleFigures.of(label, 'kilobytes'));
  const each = measurementOf(
    { name: `each of ${idle} idle channels`, unit: 'kB', better: 'lower', peerName: 'bare TCP', limitName: 'bare TCP' },
    { ours: ours ?? [], peer: tcp ?? [], limit: tcp ?? [] },
  );
  const client = measurementOf(
    {
      name: 'memory',
      unit: 'MB',
      better: 'lower',
      peerName: 'bare Node',
      limitName: 'Node with one bare TCP connection',
    },
    {
      ours: figures.of('ours', 'megabytes'),
      peer: figures.of('bare', 'megabytes'),
      limit: figures.of('tcp', 'megabytes'),
    },
  );
  return {
    ...client,
    details: [each],
    facts: {
      'MB beyond bare Node': client.ours - client.peer,
      'MB of these that no other Node process shares':
        median(figures.of('ours', 'own')) - median(figures.of('bare', 'own')),
      'kB of an idle channel beyond its socket': each.ours - each.limit,
    },
  };
}

async function bareNode(setting: Setting): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  return await memoryOf(startProcess(processes, setting));
}

async function oneConnection(setting: Setting): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  const [server, client] = [startProcess(processes, setting), startProcess(processes, setting)];
  await client.call('holdTcp', { port: await server.call('listenTcp'), count: 1 });
  return await memoryOf(client);
}

async function oneChannel(setting: Setting): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  const [server, client] = [startProcess(processes, setting), startProcess(processes, setting)];
  await holdChannels(server, client, setting, 1);
  return await memoryOf(client);
}

async function memoryOf(child: RoleProcess): Promise<Figures> {
  const { bytes = Number.NaN, ownBytes = Number.NaN } = await child.figures('memory');
  return { megabytes: bytes / MEGABYTE, own: ownBytes / MEGABYTE };
}

/** What the accepting end keeps for each channel, once the first one has brought the code into memory. */
async function idleChannels(setting: Setting, count: number): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  const [server, client] = [startProcess(processes, setting), startProcess(processes, setting)];
  const hold = await holdChannels(server, client, setting, HANDSHAKES_AT_ONCE);
  const before = await residentBytes(server);
  await hold(count);
  return { kilobytes: ((await residentBytes(server)) - before) / count / KILOBYTE };
}

async function idleConnections(setting: Setting, count: number): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  const [server, client] = [startProcess(processes, setting), startProcess(processes, setting)];
  const port = await server.call('listenTcp');
  await client.call('holdTcp', { port, count: HANDSHAKES_AT_ONCE });
  const before = await residentBytes(server);
  await client.call('holdTcp', { port, count });
  return { kilobytes: ((await residentBytes(server)) - before) / count / KILOBYTE };
}
