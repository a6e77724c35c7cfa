import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createIdentityFile } from '../src/client/index.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { type BenchmarkResult, measurementOf } from './measurement.ts';
import { type Figures, pairedRuns, type Side } from './paired-runs.ts';
import { ScratchFolder } from './scratch-folder.ts';

const MEGABYTE = 1e6;
const KILOBYTE = 1e3;
const HANDSHAKES_AT_ONCE = 32;
const repository = resolve(import.meta.dirname, '..');

/** What every measured process is given: the program, and the identity files of both setting. */
interface Setting {
  readonly program: string;
  readonly server: Identity;
  readonly client: Identity;
}

interface Identity {
  readonly path: string;
  readonly peerId: string;
}

/** Resident memory of whole processes that run the compiled package, against Node that does nothing. */
export const memory: Benchmark = {
  name: 'memory',
  title: 'resident memory of a client with one live channel, against a bare Node process',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  compilePackage();
  await using folder = await ScratchFolder.create();
  const setting: Setting = {
    program: await plainProgram(folder),
    server: await makeIdentity(folder, 'server'),
    client: await makeIdentity(folder, 'client'),
  };
  const idle = quick ? 1000 : 10_000;
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
      'kB of an idle channel beyond its socket': each.ours - each.limit,
    },
  };
}

/** The package as users run it: without the TypeScript loader, which takes memory of its own. */
function compilePackage(): void {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [compiler, '-b', 'src/client'], { cwd: repository, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`the package does not compile: ${done.stdout}`);
}

async function makeIdentity(folder: ScratchFolder, name: string): Promise<Identity> {
  const path = folder.file(`${name}.key`);
  const { peerId } = await createIdentityFile(path, { passphrase: undefined });
  return { path, peerId };
}

/** The measured program without its types, so that its process needs no TypeScript loader. */
async function plainProgram(folder: ScratchFolder): Promise<string> {
  const source = await readFile(join(import.meta.dirname, 'memory-program.ts'), 'utf8');
  const path = folder.file('memory-program.mjs');
  await writeFile(path, stripTypeScriptTypes(source));
  return path;
}

function startProcess(processes: AsyncDisposableStack, { program }: Setting): RoleProcess {
  const packageUrl = pathToFileURL(join(repository, 'dist/client/index.js')).href;
  const child = new RoleProcess('memory', { program: [program, packageUrl], nodeOptions: ['--expose-gc'] });
  return processes.adopt(child, () => child.stop());
}

async function residentBytes(child: RoleProcess): Promise<number> {
  return (await child.figures('memory'))['bytes'] ?? Number.NaN;
}

async function bareNode(setting: Setting): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  return { megabytes: (await residentBytes(startProcess(processes, setting))) / MEGABYTE };
}

async function oneConnection(setting: Setting): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  const [server, client] = [startProcess(processes, setting), startProcess(processes, setting)];
  await client.call('holdTcp', { port: await server.call('listenTcp'), count: 1 });
  return { megabytes: (await residentBytes(client)) / MEGABYTE };
}

async function oneChannel(setting: Setting): Promise<Figures> {
  await using processes = new AsyncDisposableStack();
  const [server, client] = [startProcess(processes, setting), startProcess(processes, setting)];
  await holdChannels(server, client, setting, 1);
  return { megabytes: (await residentBytes(client)) / MEGABYTE };
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

/** Opens channels, and returns the way to open more. */
async function holdChannels(
  server: RoleProcess,
  client: RoleProcess,
  setting: Setting,
  count: number,
): Promise<(more: number) => Promise<unknown>> {
  const address = await server.call('listenChannels', { identity: setting.server.path, peerId: setting.client.peerId });
  const target = { identity: setting.client.path, peerId: setting.server.peerId, address, atOnce: HANDSHAKES_AT_ONCE };
  const hold = (more: number): Promise<unknown> => client.call('holdChannels', { ...target, count: more });
  await hold(count);
  return hold;
}
