import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { RoleProcess } from './child-process.ts';
import { type ContestantName, contestants } from './contestants.ts';
import { type BenchmarkResult, measurementOf } from './measurement.ts';
import { type Figures, pairedRuns } from './paired-runs.ts';
import { ScratchFolder } from './scratch-folder.ts';

const MIB = 2 ** 20;

/** How one side carries a file. */
type Way = 'ours' | 'tls-ed25519' | 'tcp';

const ways: readonly Way[] = ['ours', 'tls-ed25519', 'tcp'];

/** A file from disk to disk, with a SHA-256 on both sides and a flush at the end, against the same over TLS and over bare TCP. */
export const file: Benchmark = {
  name: 'file',
  title: 'a file from disk to disk with its SHA-256, against the same copy over node:tls and bare TCP',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using scratch = await ScratchFolder.create();
  const bytes = (quick ? 32 : 256) * MIB;
  const path = scratch.file('source');
  await writeFile(path, randomBytes(bytes));
  await using stack = new AsyncDisposableStack();
  const sides = await Promise.all(
    ways.map(async (way) => {
      const copy = await startCopy(way, path, scratch.path, stack);
      return { label: way, run: () => copy(bytes) };
    }),
  );
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 1, runs: 6 });
  const names = {
    name: 'file',
    unit: 'GB/s',
    better: 'higher',
    peerName: 'copy over node:tls',
    limitName: 'copy over bare TCP',
  } as const;
  const of = (way: Way): readonly number[] => figures.of(way, 'rate');
  const measured = measurementOf(names, { ours: of('ours'), peer: of('tls-ed25519'), limit: of('tcp') });
  return { ...measured, details: [], facts: { 'bytes of the file': bytes } };
}

/** Starts both processes of one way; the copy resolves with its rate once the receiver has flushed the file. */
async function startCopy(
  way: Way,
  path: string,
  folder: string,
  stack: AsyncDisposableStack,
): Promise<(bytes: number) => Promise<Figures>> {
  const contestant: ContestantName = way;
  const credentials = (await contestants[contestant]()).makeCredentials(1);
  const [receiver, sender] = [new RoleProcess('file-receiver'), new RoleProcess('file-sender')];
  stack.defer(async () => void (await Promise.all([receiver.stop(), sender.stop()])));
  const address = await receiver.call('listen', { contestant, credentials, folder });
  await sender.call('dial', { contestant, credentials, address });
  return async (bytes) => {
    await receiver.call('expect', { bytes });
    const { seconds = Number.NaN } = await sender.figures('send', { path, bytes });
    return { rate: bytes / seconds / 1e9 };
  };
}
