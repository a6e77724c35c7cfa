import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { FILE_CHUNK_BYTES } from '../../src/client/file-chunks.ts';
import { encodeAnswer, encodeResult } from '../../src/client/file-messages.ts';
import { decodeFileOffer, type FileOffer } from '../../src/client/file-offer.ts';
import type { FileReceipt } from '../../src/client/file-receipt.ts';
import { type SendFileOptions, sendFile } from '../../src/client/file-sender.ts';
import type { CreditStream } from '../../src/network/channel-stream.ts';
import { StreamPair } from './stream-pair.ts';
import { makeFolders, RECEIVER_NAME } from './transfer-rig.ts';

/** A receiver that plays a part: it may follow the protocol or break it. */
type Part = (stream: CreditStream, offer: FileOffer) => Promise<void>;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const nothing = sha256(new Uint8Array(0));
const accepted = encodeAnswer({ status: 'ok', offset: 0, digest: nothing });

interface Sample {
  readonly path: string;
  readonly bytes: Buffer;
}

async function sampleFile(t: TestContext, length: number, name = 'sample.bin'): Promise<Sample> {
  const { outbox } = await makeFolders(t);
  const bytes = randomBytes(length);
  const path = join(outbox, name);
  await writeFile(path, bytes);
  return { path, bytes };
}

/** Sends to a receiver that plays a part. */
async function sendTo(part: Part, path: string, options?: SendFileOptions): Promise<FileReceipt> {
  let playing = Promise.resolve();
  const openStream = (header: Uint8Array): CreditStream => {
    const { opener, acceptor } = new StreamPair(header);
    playing = part(acceptor, decodeFileOffer(header)).catch(() => undefined);
    return opener;
  };
  try {
    return await sendFile({ peerId: RECEIVER_NAME, openStream }, path, options);
  } finally {
    await playing;
  }
}

/** Takes everything as the protocol says and returns the file's bytes. */
async function takeAll(stream: CreditStream, size: number): Promise<Uint8Array> {
  await stream.write(accepted.slice());
  const start = await stream.readExactly(8);
  assert.deepEqual([...start], [0, 0, 0, 0, 0, 0, 0, 0]);
  const bytes = await stream.readExactly(size);
  assert.deepEqual(Buffer.from(await stream.readExactly(32)), sha256(bytes));
  return bytes;
}

const notCalled: Part = () => Promise.reject(new Error('a stream was opened'));

test('the offer says what the file is, and the promise resolves only after the result', async (t) => {
  const { path, bytes } = await sampleFile(t, 3 * FILE_CHUNK_BYTES + 5);
  let resultSent = false;
  const receipt = await sendTo(async (stream, offer) => {
    assert.deepEqual([offer.name, offer.bytes], ['sample.bin', bytes.length]);
    assert.ok(bytes.equals(await takeAll(stream, offer.bytes ?? 0)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    resultSent = true;
    await stream.write(encodeResult({ status: 'ok', digest: sha256(bytes) }));
    await stream.end();
  }, path);
  assert.equal(resultSent, true);
  assert.deepEqual(
    [receipt.bytes, receipt.resumedFrom, receipt.sha256],
    [bytes.length, 0, sha256(bytes).toString('hex')],
  );
  assert.ok(receipt.durationMs >= 19);
});

test('the name can be chosen, and is normalised when it is the own one', async (t) => {
  const names: string[] = [];
  const decline: Part = async (stream, offer) => {
    names.push(offer.name);
    await stream.write(encodeAnswer({ status: 'declined' }));
    await stream.end();
  };
  const { path } = await sampleFile(t, 1, 'e\u0301.txt');
  await assert.rejects(sendTo(decline, path), { code: 'FILE_REFUSED' });
  await assert.rejects(sendTo(decline, path, { name: 'other' }), { code: 'FILE_REFUSED' });
  assert.deepEqual(names, ['\u00e9.txt', 'other']);
});

test('a bad name, a missing file, a folder and an early abort open no stream', async (t) => {
  const { path } = await sampleFile(t, 1);
  const folder = join(path, '..', 'folder');
  await mkdir(folder);
  await assert.rejects(sendTo(notCalled, path, { name: '../x' }), { code: 'ARGUMENT_INVALID' });
  await assert.rejects(sendTo(notCalled, join(path, '..', '.hidden')), { code: 'ARGUMENT_INVALID' });
  await assert.rejects(sendTo(notCalled, `${path}-not`), { code: 'FILE_MISSING' });
  await assert.rejects(sendTo(notCalled, folder), { code: 'FILE_UNREADABLE' });
  await assert.rejects(sendTo(notCalled, path, { signal: AbortSignal.abort() }), { code: 'CANCELLED' });
});

test('every refusal is the error of its kind, naming the file and the peer', async (t) => {
  const { path } = await sampleFile(t, 100);
  const expected = {
    declined: 'FILE_REFUSED',
    exists: 'FILE_EXISTS',
    busy: 'FILE_BUSY',
    unwritable: 'FILE_UNWRITABLE',
    'disk full': 'DISK_FULL',
    unacceptable: 'FILE_REFUSED',
    failed: 'FILE_REFUSED',
  } as const;
  for (const status of Object.keys(expected) as (keyof typeof expected)[]) {
    const refuse: Part = async (stream) => {
      await stream.write(encodeAnswer({ status }));
      await stream.end();
    };
    await assert.rejects(sendTo(refuse, path), { code: expected[status], message: /sample\.bin at qf1receiver/u });
  }
});

test('a result that comes early stops a sender that waits for the window', { timeout: 600_000 }, async (t) => {
  const { path, bytes } = await sampleFile(t, 20 * FILE_CHUNK_BYTES);
  const fail: Part = async (stream) => {
    await stream.write(accepted.slice());
    await stream.readExactly(8);
    await stream.write(encodeResult({ status: 'disk full' }));
    await stream.end();
  };
  await assert.rejects(sendTo(fail, path), { code: 'DISK_FULL' });
  assert.ok(bytes.length > 4_000_000);
});

test('what the receiver has is skipped if it is the beginning of this file, and only then', async (t) => {
  const { path, bytes } = await sampleFile(t, 2 * FILE_CHUNK_BYTES);
  for (const offset of [0, 1, FILE_CHUNK_BYTES + 3, bytes.length]) {
    for (const isOurs of [true, false]) {
      const claimed = isOurs ? sha256(bytes.subarray(0, offset)) : randomBytes(32);
      const receipt = await sendTo(async (stream) => {
        await stream.write(encodeAnswer({ status: 'ok', offset, digest: claimed }));
        const start = Number(Buffer.from(await stream.readExactly(8)).readBigUInt64BE());
        assert.equal(start, isOurs ? offset : 0);
        assert.ok(bytes.subarray(start).equals(await stream.readExactly(bytes.length - start)));
        assert.deepEqual(Buffer.from(await stream.readExactly(32)), sha256(bytes));
        await stream.write(encodeResult({ status: 'ok', digest: sha256(bytes) }));
        await stream.end();
      }, path);
      assert.equal(receipt.resumedFrom, isOurs ? offset : 0);
    }
  }
});

/** Receivers that break the rules, and what the sender makes of it. */
const rogues: Readonly<Record<string, { readonly part: (bytes: Buffer) => Part; readonly code: string }>> = {
  'claims more than the file has': {
    part: (bytes) => (stream) =>
      stream.write(encodeAnswer({ status: 'ok', offset: bytes.length + 1, digest: nothing })),
    code: 'MALFORMED',
  },
  'answers with an unknown status': {
    part: () => (stream) => stream.write(new Uint8Array(41).fill(200)),
    code: 'MALFORMED',
  },
  'ends without an answer': { part: () => (stream) => stream.end(), code: 'STREAM_ENDED' },
  'resets at once': { part: () => (stream) => Promise.resolve(stream.reset('no')), code: 'STREAM_RESET' },
  'refuses and goes on talking': {
    part: () => (stream) => stream.write(Buffer.concat([encodeAnswer({ status: 'busy' }), Buffer.alloc(1)])),
    code: 'MALFORMED',
  },
  'says done before it has everything': {
    part: (bytes) => async (stream) => {
      await stream.write(accepted.slice());
      await stream.write(encodeResult({ status: 'ok', digest: sha256(bytes) }));
    },
    code: 'MALFORMED',
  },
  'says done with another digest': {
    part: (bytes) => async (stream) => {
      await takeAll(stream, bytes.length);
      await stream.write(encodeResult({ status: 'ok', digest: randomBytes(32) }));
      await stream.end();
    },
    code: 'MALFORMED',
  },
  'says done and goes on talking': {
    part: (bytes) => async (stream) => {
      await takeAll(stream, bytes.length);
      await stream.write(encodeResult({ status: 'ok', digest: sha256(bytes) }));
      await stream.write(new Uint8Array(1));
    },
    code: 'MALFORMED',
  },
  'takes everything and says nothing': {
    part: (bytes) => async (stream) => {
      await takeAll(stream, bytes.length);
      await stream.end();
    },
    code: 'STREAM_ENDED',
  },
};

for (const [name, { part, code }] of Object.entries(rogues)) {
  test(`a receiver that ${name} is not believed`, { timeout: 600_000 }, async (t) => {
    const { path, bytes } = await sampleFile(t, 5 * FILE_CHUNK_BYTES);
    await assert.rejects(sendTo(part(bytes), path), { code });
  });
}

test('a file that changes while it is sent is found out, and no digest is sent for it', {
  timeout: 600_000,
}, async (t) => {
  const changes: Readonly<Record<string, (sample: Sample) => Promise<void>>> = {
    grown: ({ path }) => appendFile(path, 'x'),
    truncated: ({ path }) => writeFile(path, 'short'),
    rewritten: ({ path, bytes }) => writeFile(path, randomBytes(bytes.length)),
  };
  for (const [name, change] of Object.entries(changes)) {
    const sample = await sampleFile(t, 20 * FILE_CHUNK_BYTES);
    let ending: unknown;
    const part: Part = async (stream) => {
      await stream.write(accepted.slice());
      await stream.readExactly(8 + FILE_CHUNK_BYTES);
      await change(sample);
      const rest = sample.bytes.length - FILE_CHUNK_BYTES;
      ending = await stream.readExactly(rest + 32).catch((error: unknown) => error);
    };
    await assert.rejects(sendTo(part, sample.path), { code: 'FILE_CHANGED' }, name);
    assert.equal((ending as { code?: string }).code, 'STREAM_RESET', name);
    assert.match((ending as Error).message, /the file has changed/u);
  }
});

test('an abort while it waits for the receiver cancels', { timeout: 600_000 }, async (t) => {
  const { path } = await sampleFile(t, 20 * FILE_CHUNK_BYTES);
  const abort = new AbortController();
  let ending: unknown;
  const part: Part = async (stream) => {
    await stream.write(accepted.slice());
    await stream.readExactly(8);
    // Nothing is read, so the sender waits for the window.
    await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort();
    ending = await stream.readExactly(100 * FILE_CHUNK_BYTES).catch((error: unknown) => error);
  };
  await assert.rejects(sendTo(part, path, { signal: abort.signal }), { code: 'CANCELLED' });
  assert.equal((ending as { code?: string }).code, 'STREAM_RESET');
});
