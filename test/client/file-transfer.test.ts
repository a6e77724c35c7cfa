import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { FILE_CHUNK_BYTES } from '../../src/client/file-chunks.ts';
import { receivedFilePaths } from '../../src/client/file-paths.ts';
import type { TransferProgress } from '../../src/client/file-progress.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { STREAM_WINDOW_BYTES } from '../../src/network/record-limits.ts';
import { ManualClock } from './manual-clock.ts';
import { failureOf, makeFolders, transfer, transferBytes, valueOf } from './transfer-rig.ts';

const seed = Number(process.env['QFORGE_TEST_SEED'] ?? 20_261_126);
const hash = nativeBackend.hash('SHA-256');

/** Tells of every read and write of files from now on, and makes writes slow. */
async function watchFileCalls(
  t: TestContext,
  path: string,
  tell: { read: (bytes: number) => void; write: (bytes: number) => void },
): Promise<void> {
  const some = await open(path, 'r');
  await some.close();
  const prototype = Object.getPrototypeOf(some) as Record<'read' | 'writev', (...args: unknown[]) => Promise<unknown>>;
  const real = { read: prototype.read, writev: prototype.writev };
  t.mock.method(prototype, 'read', async function (this: unknown, ...args: unknown[]) {
    const result = (await real.read.apply(this, args)) as { bytesRead: number };
    tell.read(result.bytesRead);
    return result;
  });
  t.mock.method(prototype, 'writev', async function (this: unknown, ...args: unknown[]) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const result = (await real.writev.apply(this, args)) as { bytesWritten: number };
    tell.write(result.bytesWritten);
    return result;
  });
}

/** Sizes around the places where something changes. */
const size = fc.oneof(
  { weight: 3, arbitrary: fc.noBias(fc.nat(1_500_000)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      0,
      1,
      FILE_CHUNK_BYTES - 1,
      FILE_CHUNK_BYTES,
      FILE_CHUNK_BYTES + 1,
      2 * FILE_CHUNK_BYTES,
    ),
  },
);

function codeOf(result: PromiseSettledResult<unknown>): string {
  const error = failureOf(result);
  assert.ok(isQForgeError(error), `a typed error, not ${String(error)}`);
  return error.code;
}

test(`a transfer cut at any byte, in either direction, resumes to the same bytes (seed ${seed})`, async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  let attempts = 0;
  let resumed = 0;
  const cuts = fc.array(
    fc.record({
      direction: fc.constantFrom('there', 'there', 'there', 'back'),
      place: fc.noBias(fc.integer({ min: 0, max: 1_000_000 })),
    }),
    {
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(size, cuts, fc.uuid(), async (length, places, name) => {
      const bytes = randomBytes(length);
      const path = join(outbox, name);
      await writeFile(path, bytes);
      for (const { direction, place } of places) {
        const total = direction === 'there' ? length + 40 : 74;
        const afterBytes = Math.floor((place / 1_000_000) * total);
        const { sent } = await transfer(path, inbox, { wire: { cut: { direction, afterBytes } } });
        attempts += 1;
        if (sent.status === 'fulfilled') break;
        assert.ok(['CONNECTION_LOST', 'STREAM_ENDED', 'FILE_EXISTS'].includes(codeOf(sent)), codeOf(sent));
      }
      const last = await transfer(path, inbox);
      // A cut in the last message leaves a sender in doubt of a file that has arrived.
      if (last.sent.status === 'rejected') assert.equal(codeOf(last.sent), 'FILE_EXISTS');
      else if (last.sent.value.resumedFrom > 0) resumed += 1;
      assert.ok((await readFile(join(inbox, name))).equals(bytes));
      assert.deepEqual(
        (await readdir(inbox)).filter((entry) => entry.startsWith('.')),
        [],
      );
    }),
    { seed, numRuns: 80 },
  );
  t.diagnostic(`${attempts} cut attempts, ${resumed} resumed`);
  assert.ok(resumed > 10);
});

test(`one altered byte of the protocol never puts a wrong file in place (seed ${seed})`, async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const length = 300_000;
  const bytes = randomBytes(length);
  const path = join(outbox, 'file');
  await writeFile(path, bytes);
  const outcomes = new Map<string, number>();
  const place = fc.oneof(
    fc.record({ direction: fc.constant('back' as const), at: fc.nat(73) }),
    fc.record({ direction: fc.constant('there' as const), at: fc.nat(7) }),
    fc.record({ direction: fc.constant('there' as const), at: fc.integer({ min: length + 8, max: length + 39 }) }),
    fc.record({ direction: fc.constant('there' as const), at: fc.nat(length + 39) }),
  );
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async ({ direction, at }, flip) => {
      const alter = (piece: Uint8Array, way: string, offset: number): Uint8Array => {
        if (way !== direction || at < offset || at >= offset + piece.length) return piece;
        const altered = piece.slice();
        altered[at - offset] = (altered[at - offset] ?? 0) ^ flip;
        return altered;
      };
      const { sent, received } = await transfer(path, inbox, { wire: { alter }, receive: { overwrite: true } });
      const outcome = [sent, received].map((end) => (end.status === 'fulfilled' ? 'ok' : codeOf(end))).join(' / ');
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (received.status === 'fulfilled') assert.ok((await readFile(join(inbox, 'file'))).equals(bytes));
      if (sent.status === 'fulfilled') assert.equal(received.status, 'fulfilled');
      if (direction === 'there') assert.equal(received.status, 'rejected');
    }),
    { seed, numRuns: 150 },
  );
  for (const [outcome, count] of outcomes) t.diagnostic(`${count} x sender / receiver: ${outcome}`);
});

test('another file of the same name is not mixed with what is there, it begins anew', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const path = join(outbox, 'file');
  const [first, second] = [randomBytes(900_000), randomBytes(900_000)];
  await writeFile(path, first);
  await transfer(path, inbox, { wire: { cut: { direction: 'there', afterBytes: 700_000 } } });
  assert.ok((await readdir(inbox)).some((entry) => entry.endsWith('.part')));
  await writeFile(path, second);
  const { sent, received } = await transfer(path, inbox);
  assert.equal(valueOf(sent).resumedFrom, 0);
  assert.equal(valueOf(received).resumedFrom, 0);
  assert.ok((await readFile(join(inbox, 'file'))).equals(second));
});

test('a file that has grown since goes on where it stopped', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const path = join(outbox, 'log');
  const bytes = randomBytes(900_000);
  await writeFile(path, bytes.subarray(0, 600_000));
  await transfer(path, inbox, { wire: { cut: { direction: 'there', afterBytes: 599_000 } } });
  await writeFile(path, bytes);
  const { sent } = await transfer(path, inbox);
  assert.equal(valueOf(sent).resumedFrom, 599_000 - 8);
  assert.ok((await readFile(join(inbox, 'log'))).equals(bytes));
});

test('a partial file damaged on the disk costs a fresh start, not a wrong file', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const path = join(outbox, 'file');
  const bytes = randomBytes(900_000);
  await writeFile(path, bytes);
  await transfer(path, inbox, { wire: { cut: { direction: 'there', afterBytes: 700_000 } } });
  const { partial } = receivedFilePaths(inbox, 'file', '', hash);
  const damaged = await readFile(partial);
  damaged[1000] = (damaged[1000] ?? 0) ^ 1;
  await writeFile(partial, damaged);
  assert.equal(valueOf((await transfer(path, inbox)).sent).resumedFrom, 0);
  assert.ok((await readFile(join(inbox, 'file'))).equals(bytes));
});

test('a link planted where the file is to arrive is not followed', async (t) => {
  const { root, outbox, inbox } = await makeFolders(t);
  const victim = join(root, 'victim');
  await writeFile(victim, 'precious');
  await writeFile(join(outbox, 'file'), 'hostile');
  const { partial, lock, target } = receivedFilePaths(inbox, 'file', '', hash);
  await symlink(victim, partial);
  valueOf((await transfer(join(outbox, 'file'), inbox)).received);
  await symlink(victim, `${target}2`);
  await writeFile(join(outbox, 'file2'), 'hostile');
  assert.equal(codeOf((await transfer(join(outbox, 'file2'), inbox)).sent), 'FILE_EXISTS');
  await symlink(victim, lock);
  assert.equal(
    codeOf((await transfer(join(outbox, 'file'), inbox, { receive: { overwrite: true } })).sent),
    'FILE_UNWRITABLE',
  );
  assert.equal(await readFile(victim, 'utf8'), 'precious');
  assert.ok((await lstat(target)).isFile());
});

test('a slow disk holds the sender back: what is under way is bounded, whatever the size', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const path = join(outbox, 'file');
  const chunks = 60;
  await writeFile(path, randomBytes(chunks * FILE_CHUNK_BYTES));
  let written = 0;
  let mostUnderWay = 0;
  let taken = 0;
  await watchFileCalls(t, path, {
    read: (bytes) => {
      taken += bytes;
      mostUnderWay = Math.max(mostUnderWay, taken - written);
    },
    write: (bytes) => {
      written += bytes;
    },
  });
  const { sent, pair } = await transfer(path, inbox);
  assert.equal(valueOf(sent).bytes, chunks * FILE_CHUNK_BYTES);
  // Four chunks of the sender, the window, and at the receiver what is gathered and what is being written, each with a piece beyond the limit.
  const bound = 4 * FILE_CHUNK_BYTES + STREAM_WINDOW_BYTES + 2 * (524_288 + 65_536);
  t.diagnostic(`most under way ${mostUnderWay} bytes of ${chunks * FILE_CHUNK_BYTES}, bound ${bound}`);
  assert.ok(mostUnderWay <= bound);
  assert.ok(pair.mostWaitingBytes <= STREAM_WINDOW_BYTES);
});

test('both sides report progress, never backwards, and a last time at the end', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const path = join(outbox, 'file');
  await writeFile(path, randomBytes(10 * FILE_CHUNK_BYTES));
  const clock = new ManualClock();
  const reports: Record<'sent' | 'received', TransferProgress[]> = { sent: [], received: [] };
  const watch = (side: TransferProgress[]) => (progress: TransferProgress) => {
    side.push(progress);
  };
  const alter = (piece: Uint8Array): Uint8Array => {
    // A chunk in four pieces.
    clock.advance(7.5);
    return piece;
  };
  await transfer(path, inbox, {
    wire: { alter },
    send: { clock, onProgress: watch(reports.sent) },
    receive: { clock, onProgress: watch(reports.received) },
  });
  for (const side of [reports.sent, reports.received]) {
    assert.ok(side.length >= 2 && side.length <= 6, `${side.length} reports`);
    assert.deepEqual(
      side.map(({ bytes }) => bytes),
      side.map(({ bytes }) => bytes).toSorted((a, b) => a - b),
    );
    assert.deepEqual([side.at(-1)?.bytes, side.at(-1)?.etaMs], [10 * FILE_CHUNK_BYTES, 0]);
  }
});

test('a file keeps execution for its owner, and the rest of its permissions only where that is wished', async (t) => {
  const { outbox, inbox } = await makeFolders(t);
  const path = join(outbox, 'run.sh');
  await writeFile(path, '#!');
  await chmod(path, 0o755);
  valueOf((await transfer(path, inbox)).sent);
  assert.equal((await lstat(join(inbox, 'run.sh'))).mode & 0o777, 0o700);
  valueOf((await transfer(path, inbox, { receive: { overwrite: true, keepModes: true } })).sent);
  assert.equal((await lstat(join(inbox, 'run.sh'))).mode & 0o777, 0o755);
});

test('bytes of unknown length arrive whole, in a file or in what takes them, and a cut is seen', async (t) => {
  const { inbox } = await makeFolders(t);
  for (const length of [0, 1, 31, 32, 33, 700_000]) {
    const bytes = randomBytes(length);
    const name = `stream-${length}`;
    const stored = await transferBytes(bytes, name, { directory: inbox });
    assert.equal(valueOf(stored.sent).bytes, length);
    assert.deepEqual(valueOf(stored.received).path, join(inbox, name));
    assert.ok((await readFile(join(inbox, name))).equals(bytes));
    const taken: Uint8Array[] = [];
    const sink = (piece: Uint8Array): Promise<void> => Promise.resolve(void taken.push(piece.slice()));
    const handed = await transferBytes(bytes, name, { directory: inbox, sink });
    assert.equal(valueOf(handed.received).path, undefined);
    assert.equal(valueOf(handed.received).sha256, valueOf(handed.sent).sha256);
    assert.ok(Buffer.concat(taken).equals(bytes));
  }
  const cut = { direction: 'there', afterBytes: 400_000 } as const;
  const broken = await transferBytes(randomBytes(700_000), 'broken', { directory: inbox }, { cut });
  assert.deepEqual([codeOf(broken.sent), codeOf(broken.received)], ['CONNECTION_LOST', 'CONNECTION_LOST']);
  const again = randomBytes(500_000);
  assert.equal(valueOf((await transferBytes(again, 'broken', { directory: inbox })).sent).resumedFrom, 0);
  assert.ok((await readFile(join(inbox, 'broken'))).equals(again));
});

test('an altered byte of a stream of unknown length is told by the digest', async (t) => {
  const { inbox } = await makeFolders(t);
  const alter = (piece: Uint8Array, way: string, offset: number): Uint8Array => {
    if (way !== 'there' || offset > 1000 || offset + piece.length <= 1000) return piece;
    const altered = piece.slice();
    altered[1000 - offset] = (altered[1000 - offset] ?? 0) ^ 1;
    return altered;
  };
  const sink = (): Promise<void> => Promise.resolve();
  const { sent, received } = await transferBytes(randomBytes(5000), 'x', { directory: inbox, sink }, { alter });
  assert.deepEqual(
    [codeOf(sent), codeOf(received)],
    Array.from({ length: 2 }, () => 'FILE_DIGEST_MISMATCH'),
  );
});
