import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Order, type Told, textIdentity } from './large-file-role.ts';

/** What the transfer of a large file took. */
export interface LargeFileFigures {
  readonly seconds: number;
  readonly senderPeakBytes: number;
  readonly receiverPeakBytes: number;
  readonly sha256: string;
}

/** Sends a sparse file of so many zeros between two processes, and measures both. */
export async function measureLargeFile(bytes: number): Promise<LargeFileFigures> {
  const root = await mkdtemp(join(tmpdir(), 'qforge-large-'));
  const children = [newProcess(), newProcess()] as const;
  try {
    return await measure(bytes, root, children);
  } finally {
    for (const child of children) child.kill();
    await rm(root, { recursive: true, force: true });
  }
}

async function measure(
  bytes: number,
  root: string,
  [receiver, sender]: readonly [ChildProcess, ChildProcess],
): Promise<LargeFileFigures> {
  const path = join(root, 'zeros');
  const directory = join(root, 'in');
  await mkdir(directory);
  await writeFile(path, '');
  await truncate(path, bytes);
  const [alice, bob] = [textIdentity(), textIdentity()];
  const { address = '' } = await ask(receiver, {
    role: 'receive',
    directory,
    identity: bob.identity,
    peer: alice.peerId,
  });
  const startMs = performance.now();
  const arrived = nextTold(receiver);
  const sent = await ask(sender, { role: 'send', path, identity: alice.identity, peer: bob.peerId, address });
  const received = await arrived;
  const seconds = (performance.now() - startMs) / 1000;
  const { size } = await stat(join(directory, 'zeros'));
  if (size !== bytes || sent.sha256 !== received.sha256) throw new Error('the file did not arrive as it was');
  return {
    seconds,
    senderPeakBytes: sent.peakBytes ?? Number.NaN,
    receiverPeakBytes: received.peakBytes ?? Number.NaN,
    sha256: received.sha256 ?? '',
  };
}

function newProcess(): ChildProcess {
  return fork(join(import.meta.dirname, 'large-file-process.ts'), { execArgv: [] });
}

function ask(child: ChildProcess, order: Order): Promise<Told> {
  child.send(order);
  return nextTold(child);
}

async function nextTold(child: ChildProcess): Promise<Told> {
  const told = await new Promise<Told>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Told));
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
  if (told.failure !== undefined) throw new Error(told.failure);
  return told;
}
