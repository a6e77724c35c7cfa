import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { decodeAnswer, decodeResult, type FileAnswer, type FileResult } from '../../src/client/file-messages.ts';
import { encodeFileOffer } from '../../src/client/file-offer.ts';
import { receivedFilePaths } from '../../src/client/file-paths.ts';
import { type ReceivedFile, type ReceiveFileOptions, receiveFile } from '../../src/client/file-receiver.ts';
import { LockFile } from '../../src/client/lock-file.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import type { CreditStream } from '../../src/network/channel-stream.ts';
import { ManualClock } from './manual-clock.ts';
import { StreamPair } from './stream-pair.ts';
import { failureOf, makeFolders, valueOf } from './transfer-rig.ts';

const hash = nativeBackend.hash('SHA-256');
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** A sender by hand. */
class HandSender {
  readonly stream: CreditStream;
  readonly received: Promise<PromiseSettledResult<ReceivedFile>>;
  readonly #size: number;

  constructor(header: Uint8Array, size: number, options: ReceiveFileOptions) {
    const { opener, acceptor } = new StreamPair(header);
    this.stream = opener;
    this.#size = size;
    this.received = Promise.allSettled([receiveFile(acceptor, options)]).then(([outcome]) => outcome);
  }

  static offer(name: string, size: number, options: ReceiveFileOptions): HandSender {
    return new HandSender(
      encodeFileOffer({ name, bytes: size, mode: 0o644, modifiedMs: 1_650_000_000_000 }),
      size,
      options,
    );
  }

  async answer(): Promise<FileAnswer> {
    return decodeAnswer(await this.stream.readExactly(41), this.#size);
  }

  async start(offset: number): Promise<void> {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(offset));
    await this.stream.write(bytes);
  }

  async finish(bytes: Uint8Array, digest: Uint8Array = sha256(bytes)): Promise<FileResult> {
    await this.stream.write(bytes);
    await this.stream.write(digest.slice());
    await this.stream.end();
    return decodeResult(await this.stream.readExactly(33));
  }
}

async function makeInbox(t: TestContext): Promise<string> {
  return (await makeFolders(t)).inbox;
}

const partialPath = (directory: string, name: string): string => receivedFilePaths(directory, name, '', hash).partial;

test('a file is durable under its name, with date and digest, when the result is sent', async (t) => {
  const directory = await makeInbox(t);
  const bytes = randomBytes(1_000_000);
  const sender = HandSender.offer('file', bytes.length, { directory });
  assert.deepEqual(await sender.answer(), { status: 'ok', offset: 0, digest: new Uint8Array(sha256(Buffer.alloc(0))) });
  await sender.start(0);
  const result = await sender.finish(bytes);
  assert.ok((await readFile(join(directory, 'file'))).equals(bytes));
  assert.deepEqual(await readdir(directory), ['file']);
  assert.equal((await stat(join(directory, 'file'))).mtimeMs, 1_650_000_000_000);
  assert.ok(result.status === 'ok' && sha256(bytes).equals(result.digest));
  const received = valueOf(await sender.received);
  assert.deepEqual(
    { ...received, durationMs: 0 },
    {
      name: 'file',
      path: join(directory, 'file'),
      bytes: 1_000_000,
      resumedFrom: 0,
      sha256: sha256(bytes).toString('hex'),
      durationMs: 0,
    },
  );
});

test('an offer is shown to its owner, who may decline', async (t) => {
  const directory = await makeInbox(t);
  for (const verdict of [false, Promise.resolve(false)]) {
    const sender = HandSender.offer('file', 7, {
      directory,
      accept: (offer) => {
        assert.deepEqual(offer, { name: 'file', bytes: 7, mode: 0o644, modifiedMs: 1_650_000_000_000 });
        return verdict;
      },
    });
    assert.deepEqual(await sender.answer(), { status: 'declined' });
    assert.deepEqual(failureOf(await sender.received) instanceof Error, true);
  }
  assert.deepEqual(await readdir(directory), []);
});

test("an owner's own failure is told to the sender without its text", async (t) => {
  const directory = await makeInbox(t);
  const accept = (): never => {
    throw new TypeError('my secret');
  };
  const sender = HandSender.offer('file', 7, { directory, accept });
  assert.deepEqual(await sender.answer(), { status: 'failed' });
  assert.ok(failureOf(await sender.received) instanceof TypeError);
});

test('malformed offers and hostile names are refused before anything is touched', async (t) => {
  const directory = await makeInbox(t);
  const good = encodeFileOffer({ name: 'file', bytes: 1, mode: 0o644, modifiedMs: 0 });
  const headers = [
    new Uint8Array(0),
    good.subarray(0, good.length - 1),
    Buffer.concat([good, Buffer.alloc(1)]),
    ...['../file', '/etc/file', '.file', 'a\nb', '\u202efile', 'con'].map((name) =>
      encodeFileOffer({ name, bytes: 1, mode: 0o644, modifiedMs: 0 }),
    ),
  ];
  for (const header of headers) {
    const sender = new HandSender(header, 1, { directory });
    assert.deepEqual(await sender.answer(), { status: 'unacceptable' });
    assert.equal((failureOf(await sender.received) as { code?: string }).code, 'MALFORMED');
  }
  assert.deepEqual(await readdir(directory), []);
});

test('an existing file is refused, and replaced only with leave', async (t) => {
  const directory = await makeInbox(t);
  await writeFile(join(directory, 'file'), 'old');
  const refused = HandSender.offer('file', 3, { directory });
  assert.deepEqual(await refused.answer(), { status: 'exists' });
  assert.equal((failureOf(await refused.received) as { code?: string }).code, 'FILE_EXISTS');
  const sender = HandSender.offer('file', 3, { directory, overwrite: true });
  await sender.answer();
  await sender.start(0);
  assert.equal((await sender.finish(Buffer.from('new'))).status, 'ok');
  assert.equal(await readFile(join(directory, 'file'), 'utf8'), 'new');
});

test('a second sender of the same name is busy, whoever it is, and the first goes on', async (t) => {
  const directory = await makeInbox(t);
  const first = HandSender.offer('file', 3, { directory, sender: 'qf1one' });
  assert.equal((await first.answer()).status, 'ok');
  const second = HandSender.offer('file', 3, { directory, sender: 'qf1two' });
  assert.deepEqual(await second.answer(), { status: 'busy' });
  assert.equal((failureOf(await second.received) as { code?: string }).code, 'FILE_BUSY');
  const other = HandSender.offer('another', 3, { directory });
  assert.equal((await other.answer()).status, 'ok');
  other.stream.reset('enough');
  await first.start(0);
  assert.equal((await first.finish(Buffer.from('abc'))).status, 'ok');
  assert.equal(valueOf(await first.received).bytes, 3);
  await other.received;
  assert.deepEqual(await readdir(directory), ['file']);
});

test('a name that another process is receiving is busy', async (t) => {
  const directory = await makeInbox(t);
  await using lock = await LockFile.tryAcquire(receivedFilePaths(directory, 'file', '', hash).lock, {
    removeAfter: true,
  });
  assert.ok(lock !== undefined);
  assert.deepEqual(await HandSender.offer('file', 3, { directory }).answer(), { status: 'busy' });
});

test('a wrong digest throws the bytes away and tells the sender', async (t) => {
  const directory = await makeInbox(t);
  const sender = HandSender.offer('file', 3, { directory });
  await sender.answer();
  await sender.start(0);
  assert.deepEqual(await sender.finish(Buffer.from('abc'), randomBytes(32)), { status: 'digest mismatch' });
  assert.equal((failureOf(await sender.received) as { code?: string }).code, 'FILE_DIGEST_MISMATCH');
  assert.deepEqual(await readdir(directory), []);
});

test('a lost connection keeps what came, and the next attempt is told of it', async (t) => {
  const directory = await makeInbox(t);
  const bytes = randomBytes(700_000);
  const first = HandSender.offer('file', bytes.length, { directory });
  await first.answer();
  await first.start(0);
  await first.stream.write(bytes.subarray(0, 600_000));
  first.stream.reset('gone');
  assert.equal((failureOf(await first.received) as { code?: string }).code, 'STREAM_RESET');
  const kept = await readFile(partialPath(directory, 'file'));
  assert.ok(kept.equals(bytes.subarray(0, 600_000)));

  const second = HandSender.offer('file', bytes.length, { directory });
  const digest = new Uint8Array(sha256(kept));
  assert.deepEqual(await second.answer(), { status: 'ok', offset: kept.length, digest });
  await second.start(kept.length);
  assert.equal((await second.finish(bytes.subarray(kept.length), sha256(bytes))).status, 'ok');
  assert.equal(valueOf(await second.received).resumedFrom, kept.length);
  assert.ok((await readFile(join(directory, 'file'))).equals(bytes));
});

test('nobody learns what another sender has sent', async (t) => {
  const directory = await makeInbox(t);
  await writeFile(receivedFilePaths(directory, 'file', 'qf1alice', hash).partial, 'abcde');
  for (const [sender, offset] of [
    ['qf1mallory', 0],
    ['qf1alice', 5],
  ] as const) {
    const curious = HandSender.offer('file', 10, { directory, sender });
    assert.equal(((await curious.answer()) as { offset?: number }).offset, offset);
    curious.stream.reset('enough');
    await curious.received;
  }
});

test('a partial file longer than the offered one is begun anew', async (t) => {
  const directory = await makeInbox(t);
  await writeFile(partialPath(directory, 'file'), 'much too long');
  const sender = HandSender.offer('file', 3, { directory });
  assert.equal(((await sender.answer()) as { offset?: number }).offset, 0);
  await sender.start(0);
  assert.equal((await sender.finish(Buffer.from('abc'))).status, 'ok');
  assert.equal(await readFile(join(directory, 'file'), 'utf8'), 'abc');
});

/** Senders that break the rules after the answer: bytes to write, and the receiver's error. */
const rogues: Readonly<Record<string, { readonly bytes: Uint8Array; readonly code: string }>> = {
  'starts where nobody agreed': { bytes: Buffer.from('0000000000000001', 'hex'), code: 'MALFORMED' },
  'ends before its start': { bytes: Buffer.alloc(3), code: 'STREAM_ENDED' },
  'sends too few bytes': { bytes: Buffer.alloc(8 + 5), code: 'STREAM_ENDED' },
  'sends no digest': { bytes: Buffer.alloc(8 + 10), code: 'STREAM_ENDED' },
  'sends a byte too many': {
    bytes: Buffer.concat([Buffer.alloc(18), sha256(Buffer.alloc(10)), Buffer.alloc(1)]),
    code: 'MALFORMED',
  },
};

for (const [name, { bytes, code }] of Object.entries(rogues)) {
  test(`a sender that ${name} gets no file placed`, { timeout: 600_000 }, async (t) => {
    const directory = await makeInbox(t);
    const sender = HandSender.offer('file', 10, { directory });
    await sender.answer();
    await sender.stream.write(bytes);
    await sender.stream.end();
    assert.equal((failureOf(await sender.received) as { code?: string }).code, code);
    assert.equal((await readdir(directory)).includes('file'), false);
    assert.equal(
      (await readdir(directory)).some((entry) => entry.endsWith('.lock')),
      false,
    );
  });
}

test('a size that is announced costs nothing until bytes come', async (t) => {
  const directory = await makeInbox(t);
  const before = process.memoryUsage().arrayBuffers;
  const sender = HandSender.offer('file', Number.MAX_SAFE_INTEGER, { directory });
  assert.equal((await sender.answer()).status, 'ok');
  await sender.start(0);
  await sender.stream.write(randomBytes(1_000));
  assert.ok(process.memoryUsage().arrayBuffers - before < 8_000_000);
  sender.stream.reset('enough');
  await sender.received;
});

test('an unwritable folder is told to the sender', async (t) => {
  const directory = join(await makeInbox(t), 'missing');
  const sender = HandSender.offer('file', 3, { directory });
  assert.deepEqual(await sender.answer(), { status: 'unwritable' });
  assert.equal((failureOf(await sender.received) as { code?: string }).code, 'FILE_UNWRITABLE');
});

test('a refused sender that does not leave is left after a while', async (t) => {
  const directory = await makeInbox(t);
  const clock = new ManualClock();
  const sender = HandSender.offer('file', 3, { directory, clock, accept: () => false });
  await sender.answer();
  await sender.received;
  clock.advance(4_999);
  await sender.stream.write(new Uint8Array(1));
  clock.advance(1);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await assert.rejects(sender.stream.write(new Uint8Array(1)), { code: 'STREAM_RESET' });
});

test('an abort keeps what came and tells the sender by a reset', async (t) => {
  const directory = await makeInbox(t);
  const abort = new AbortController();
  const sender = HandSender.offer('file', 1_000_000, { directory, signal: abort.signal });
  await sender.answer();
  await sender.start(0);
  await sender.stream.write(randomBytes(300_000));
  while ((await stat(partialPath(directory, 'file'))).size < 300_000)
    await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  assert.equal((failureOf(await sender.received) as { code?: string }).code, 'CANCELLED');
  await assert.rejects(sender.stream.readExactly(33), { code: 'STREAM_RESET' });
  assert.equal((await stat(partialPath(directory, 'file'))).size, 300_000);
  const early = HandSender.offer('file', 3, { directory, signal: AbortSignal.abort() });
  assert.equal((failureOf(await early.received) as { code?: string }).code, 'CANCELLED');
});
