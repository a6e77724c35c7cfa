import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { FILE_CHUNK_BYTES, readFileChunks } from '../../src/client/file-chunks.ts';
import { makeFolders } from './transfer-rig.ts';

const options = { seed: 20_261_125, numRuns: 60 };

async function openFile(t: TestContext, bytes: Uint8Array): Promise<{ file: FileHandle; path: string }> {
  const { root } = await makeFolders(t);
  const path = join(root, 'file');
  await writeFile(path, bytes);
  const file = await open(path, 'r');
  t.after(() => file.close());
  return { file, path };
}

/** Copies of the chunks: their memory is used again. */
async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const copies: Uint8Array[] = [];
  for await (const chunk of chunks) copies.push(new Uint8Array(chunk));
  return copies;
}

test(`chunks joined are the bytes of the range (seed ${options.seed})`, async (t) => {
  const bytes = randomBytes(3 * FILE_CHUNK_BYTES + 12_345);
  const { file, path } = await openFile(t, bytes);
  const edge = fc.oneof(
    fc.nat(bytes.length),
    fc.constantFrom(0, 1, FILE_CHUNK_BYTES - 1, FILE_CHUNK_BYTES, FILE_CHUNK_BYTES + 1, bytes.length),
  );
  await fc.assert(
    fc.asyncProperty(edge, edge, async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const chunks = await collect(readFileChunks(file, path, start, end));
      assert.ok(Buffer.concat(chunks).equals(bytes.subarray(start, end)));
      assert.ok(chunks.every((chunk) => chunk.length > 0 && chunk.length <= FILE_CHUNK_BYTES));
    }),
    options,
  );
});

test('a chunk stays as it is until the next one is asked for, and four arrays are enough for any file', async (t) => {
  const bytes = randomBytes(20 * FILE_CHUNK_BYTES);
  const { file, path } = await openFile(t, bytes);
  const arrays = new Set<ArrayBufferLike>();
  let position = 0;
  for await (const chunk of readFileChunks(file, path, 0, bytes.length)) {
    arrays.add(chunk.buffer);
    // Reads ahead that used this chunk's memory would be done by now.
    await file.read(new Uint8Array(1), 0, 1, 0);
    assert.ok(bytes.subarray(position, position + chunk.length).equals(chunk));
    position += chunk.length;
  }
  assert.equal(position, bytes.length);
  assert.ok(arrays.size <= 4, `${arrays.size} arrays`);
});

test('at most three chunks are read ahead of the one in use', async (t) => {
  const count = 20;
  const { file, path } = await openFile(t, randomBytes(count * FILE_CHUNK_BYTES));
  let reads = 0;
  const counting = new Proxy(file, {
    get: (target, property) => {
      if (property !== 'read') return Reflect.get(target, property) as unknown;
      return (...args: Parameters<FileHandle['read']>) => {
        reads += 1;
        return target.read(...args);
      };
    },
  });
  let used = 0;
  for await (const chunk of readFileChunks(counting, path, 0, count * FILE_CHUNK_BYTES)) {
    used += 1;
    assert.equal(chunk.length, FILE_CHUNK_BYTES);
    assert.ok(reads <= used + 3, `${reads} reads for ${used} chunks`);
  }
  assert.equal(used, count);
});

test('a file that ends before the range does has changed', async (t) => {
  const { file, path } = await openFile(t, randomBytes(2 * FILE_CHUNK_BYTES));
  await truncate(path, FILE_CHUNK_BYTES + 1);
  const reading = collect(readFileChunks(file, path, 0, 2 * FILE_CHUNK_BYTES));
  await assert.rejects(reading, { code: 'FILE_CHANGED' });
});

test('a failing read is a typed error', async (t) => {
  const { root } = await makeFolders(t);
  const folder = await open(root, 'r');
  t.after(() => folder.close());
  await assert.rejects(collect(readFileChunks(folder, root, 0, 10)), { code: 'FILE_UNREADABLE' });
});

test('reads under way are over when the reader stops early, so that the file can be closed', async (t) => {
  const { file, path } = await openFile(t, randomBytes(8 * FILE_CHUNK_BYTES));
  let running = 0;
  const watching = new Proxy(file, {
    get: (target, property) => {
      if (property !== 'read') return Reflect.get(target, property) as unknown;
      return async (...args: Parameters<FileHandle['read']>) => {
        running += 1;
        const result = await target.read(...args);
        running -= 1;
        return result;
      };
    },
  });
  for await (const chunk of readFileChunks(watching, path, 0, 8 * FILE_CHUNK_BYTES)) {
    assert.ok(chunk.length > 0);
    break;
  }
  assert.equal(running, 0);
});
