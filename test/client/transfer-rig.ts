import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FileReceipt } from '../../src/client/file-receipt.ts';
import { type ReceivedFile, type ReceiveFileOptions, receiveFile } from '../../src/client/file-receiver.ts';
import { type SendFileOptions, sendByteStream, sendFile } from '../../src/client/file-sender.ts';
import { StreamPair, type Wire } from './stream-pair.ts';

/** A PeerId in form only. */
export const RECEIVER_NAME = 'qf1receiver';

/** A folder to send from and one to receive in, removed after the test. */
export interface Folders {
  readonly root: string;
  readonly outbox: string;
  readonly inbox: string;
}

/** Makes the folders of one test. */
export async function makeFolders(t: TestContext): Promise<Folders> {
  const root = await mkdtemp(join(tmpdir(), 'qforge-files-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const folders = { root, outbox: join(root, 'out'), inbox: join(root, 'in') };
  await mkdir(folders.outbox);
  await mkdir(folders.inbox);
  return folders;
}

/** What both sides of a transfer said in the end. */
export interface Outcome {
  readonly sent: PromiseSettledResult<FileReceipt>;
  readonly received: PromiseSettledResult<ReceivedFile>;
  readonly pair: StreamPair;
}

/** Sends one file over one stream to a receiver and waits for both. */
export function transfer(
  path: string,
  directory: string,
  options: { wire?: Wire; send?: SendFileOptions; receive?: Partial<ReceiveFileOptions> } = {},
): Promise<Outcome> {
  return outcomeOf((channel) => sendFile(channel, path, options.send), { directory, ...options.receive }, options.wire);
}

/** Sends bytes whose length nobody is told. */
export function transferBytes(
  bytes: Uint8Array,
  name: string,
  receive: ReceiveFileOptions,
  wire?: Wire,
): Promise<Outcome> {
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let offset = 0; offset < bytes.length; offset += 65_536)
      yield await Promise.resolve(bytes.slice(offset, offset + 65_536));
  }
  return outcomeOf((channel) => sendByteStream(channel, pieces(), { name }), receive, wire);
}

async function outcomeOf(
  send: (channel: { peerId: string; openStream: (header: Uint8Array) => StreamPair['opener'] }) => Promise<FileReceipt>,
  receive: ReceiveFileOptions,
  wire: Wire | undefined,
): Promise<Outcome> {
  let pair: StreamPair | undefined;
  let receiving: Promise<ReceivedFile> | undefined;
  const channel = {
    peerId: RECEIVER_NAME,
    openStream: (header: Uint8Array) => {
      pair = new StreamPair(header, wire);
      receiving = receiveFile(pair.acceptor, receive);
      receiving.catch(() => undefined);
      return pair.opener;
    },
  };
  const [sent] = await Promise.allSettled([send(channel)]);
  if (pair === undefined || receiving === undefined) throw new Error('no stream was opened', { cause: sent });
  const [received] = await Promise.allSettled([receiving]);
  return { sent, received, pair };
}

/** The error of a side that was meant to fail. */
export function failureOf(result: PromiseSettledResult<unknown>): unknown {
  if (result.status === 'rejected') return result.reason;
  throw new Error('this side was meant to fail');
}

/** What a side that was meant to succeed returned. */
export function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
}

/** Everything an iterable yields. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
