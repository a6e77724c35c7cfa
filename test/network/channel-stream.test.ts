import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { CreditStream, type StreamFrames } from '../../src/network/channel-stream.ts';
import { FRAGMENT_BYTES, STREAM_WINDOW_BYTES } from '../../src/network/record-limits.ts';
import { settle } from './recording-handler.ts';

const gone = new QForgeError('STREAM_RESET', { stream: 1, reason: 'enough' });
const malformed = { code: 'MALFORMED' };
const STEP_BYTES = STREAM_WINDOW_BYTES / 4;

/** A stream and the frames that it has written, as text. */
class Rig {
  readonly frames: string[] = [];
  readonly data: Buffer[] = [];
  /** What `uncongested` waits for. */
  congestion: Promise<void> = Promise.resolve();
  readonly stream: CreditStream;

  constructor(sendCredit = 100) {
    const frames: StreamFrames = {
      data: (_, piece) => {
        this.frames.push(`data ${piece.length}`);
        this.data.push(Buffer.from(piece));
      },
      end: () => this.frames.push('end'),
      reset: (_, reason) => this.frames.push(`reset ${reason}`),
      credit: (_, bytes) => this.frames.push(`credit ${bytes}`),
      uncongested: () => this.congestion,
      gone: () => this.frames.push('gone'),
    };
    this.stream = new CreditStream(1, Buffer.from('header'), sendCredit, frames);
  }
}

describe('writing to a stream', () => {
  test('goes as far as the credit, exactly, and on with more of it', async () => {
    const { stream, frames, data } = new Rig(100);
    const bytes = Buffer.from(Array.from({ length: 250 }, (_, index) => index));
    let written = false;
    const writing = stream.write(bytes).then(() => (written = true));
    await settle();
    assert.deepEqual([frames, written], [['data 100'], false]);
    stream.receiveCredit(0);
    stream.receiveCredit(1);
    await settle();
    stream.receiveCredit(148);
    await settle();
    assert.deepEqual([frames, written], [['data 100', 'data 1', 'data 148'], false]);
    stream.receiveCredit(50);
    await writing;
    assert.deepEqual(frames.at(-1), 'data 1');
    assert.deepEqual(Buffer.concat(data), bytes);
    await stream.write(Buffer.alloc(49));
    assert.deepEqual(frames.at(-1), 'data 49');
  });

  test('keeps the order of writes, also of those that wait', async () => {
    const { stream, data } = new Rig(2);
    const writing = ['ab', 'cd', '', 'ef'].map((text) => stream.write(Buffer.from(text)));
    for (let credit = 0; credit < 4; credit += 1) {
      await settle();
      stream.receiveCredit(1);
    }
    await Promise.all(writing);
    assert.equal(Buffer.concat(data).toString(), 'abcdef');
  });

  test('cuts long pieces into frames', async () => {
    const { stream, frames } = new Rig(10_000_000);
    await stream.write(new Uint8Array(2 * FRAGMENT_BYTES + 3));
    assert.deepEqual(frames, [`data ${FRAGMENT_BYTES}`, `data ${FRAGMENT_BYTES}`, 'data 3']);
  });

  test('waits for the connection before every piece', async () => {
    const rig = new Rig(10_000_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.congestion = promise;
    const writing = rig.stream.write(new Uint8Array(2 * FRAGMENT_BYTES));
    await settle();
    assert.deepEqual(rig.frames, []);
    resolve();
    await writing;
    assert.equal(rig.frames.length, 2);
  });

  test('fails when the stream is given up, at once or while it waits', async () => {
    const { stream } = new Rig(1);
    const writing = stream.write(Buffer.from('ab'));
    const behind = stream.write(Buffer.from('c'));
    const outcomes = Promise.allSettled([writing, behind]);
    await settle();
    stream.fail(gone);
    for (const outcome of await outcomes) assert.deepEqual(outcome, { status: 'rejected', reason: gone });
    await assert.rejects(stream.write(Buffer.from('d')), gone);
    await assert.rejects(stream.end(), gone);
  });

  test('is refused after the end', async () => {
    const { stream, frames } = new Rig();
    await stream.end();
    await assert.rejects(stream.write(Buffer.from('late')), { code: 'ASSERTION_FAILED' });
    assert.deepEqual(frames, ['end']);
  });

  test('is refused more credit than any peer has to give', () => {
    const { stream } = new Rig(0);
    stream.receiveCredit(2 ** 32 - 1);
    stream.receiveCredit(1);
    assert.throws(() => stream.receiveCredit(1), malformed);
  });
});

describe('ending a stream', () => {
  test('comes after everything that was written before, and is said once', async () => {
    const { stream, frames } = new Rig(1);
    const writing = stream.write(Buffer.from('abc'));
    const ending = [stream.end(), stream.end()];
    await settle();
    assert.deepEqual(frames, ['data 1']);
    stream.receiveCredit(2);
    await Promise.all([writing, ...ending]);
    await stream.end();
    assert.deepEqual(frames, ['data 1', 'data 2', 'end']);
  });

  test('closes one direction: the stream is gone when both are closed, in either order', async () => {
    const first = new Rig();
    await first.stream.end();
    assert.deepEqual(first.frames, ['end']);
    first.stream.receive(Buffer.from('still'));
    first.stream.receiveEnd();
    assert.deepEqual(first.frames, ['end', 'gone']);
    assert.equal(Buffer.from(await first.stream.readExactly(5)).toString(), 'still');
    const second = new Rig();
    second.stream.receiveEnd();
    assert.deepEqual(second.frames, []);
    await second.stream.write(Buffer.from('still'));
    await second.stream.end();
    assert.deepEqual(second.frames, ['data 5', 'end', 'gone']);
  });

  test('is refused twice, and data after it, from the peer', () => {
    const { stream } = new Rig();
    stream.receiveEnd();
    assert.throws(() => stream.receiveEnd(), malformed);
    assert.throws(() => stream.receive(Buffer.from('late')), malformed);
  });
});

describe('reading from a stream', () => {
  test('gives what has come, then what comes, then the end', async () => {
    const { stream } = new Rig();
    stream.receive(Buffer.from('ab'));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const chunk of stream) seen.push(Buffer.from(chunk).toString());
    })();
    await settle();
    stream.receive(Buffer.from('cd'));
    await settle();
    stream.receive(Buffer.from('ef'));
    stream.receiveEnd();
    await reading;
    assert.deepEqual(seen, ['ab', 'cd', 'ef']);
  });

  test('gives exactly as many bytes as are asked for, across chunks and within them', async () => {
    const { stream } = new Rig();
    const reading = stream.readExactly(5);
    for (const text of ['ab', 'c', 'defgh']) stream.receive(Buffer.from(text));
    assert.equal(Buffer.from(await reading).toString(), 'abcde');
    assert.equal((await stream.readExactly(0)).length, 0);
    assert.equal(Buffer.from(await stream.readExactly(2)).toString(), 'fg');
    stream.receiveEnd();
    await assert.rejects(stream.readExactly(2), { code: 'STREAM_ENDED' });
  });

  test('can be left and taken up again', async () => {
    const { stream } = new Rig();
    stream.receive(Buffer.from('ab'));
    stream.receive(Buffer.from('cd'));
    stream.receiveEnd();
    for await (const chunk of stream) {
      assert.equal(Buffer.from(chunk).toString(), 'ab');
      break;
    }
    assert.equal(Buffer.from(await stream.readExactly(2)).toString(), 'cd');
  });

  test('gives what had come before the stream was given up, then fails', async () => {
    const { stream } = new Rig();
    stream.receive(Buffer.from('ab'));
    stream.fail(gone);
    stream.receive(Buffer.from('late'));
    assert.equal(Buffer.from(await stream.readExactly(2)).toString(), 'ab');
    await assert.rejects(stream.readExactly(1), gone);
  });

  test('fails for one who waits when the stream is given up', async () => {
    const { stream } = new Rig();
    const outcome = Promise.allSettled([stream.readExactly(1)]);
    await settle();
    stream.fail(gone);
    assert.deepEqual(await outcome, [{ status: 'rejected', reason: gone }]);
  });

  test('frees memory that is given back, unless something else lies in it', async () => {
    const { stream } = new Rig();
    const inRecord = (bytesBehind: number): Uint8Array => new Uint8Array(8 + 5000 + bytesBehind).subarray(8, 8 + 5000);
    for (const bytesBehind of [0, 1]) stream.receive(inRecord(bytesBehind));
    const alone = await stream.readSome(5000);
    const beside = await stream.readSome(5000);
    assert.ok(alone !== undefined && beside !== undefined);
    for (const bytes of [alone, beside]) stream.giveBack(bytes);
    assert.deepEqual([alone.length, beside.length], [0, 5000]);
    stream.receive(inRecord(0));
    const [first, rest] = [await stream.readSome(4000), await stream.readSome(4000)];
    assert.ok(first !== undefined && rest !== undefined);
    for (const bytes of [first, rest]) stream.giveBack(bytes);
    assert.deepEqual([first.length, rest.length], [4000, 1000], 'a part of a frame frees nothing of the others');
  });

  test('is not disturbed by what becomes of the record', async () => {
    const { stream } = new Rig();
    const record = new Uint8Array(1000).fill(1);
    stream.receive(record.subarray(0, 4));
    assert.equal((await stream.readExactly(4)).buffer.byteLength, 4, 'a small part does not keep its record');
  });
});

describe('the credit of a peer', () => {
  test('is the window, exactly', () => {
    const { stream } = new Rig();
    stream.receive(new Uint8Array(STREAM_WINDOW_BYTES - 1));
    stream.receive(new Uint8Array(1));
    assert.throws(() => stream.receive(new Uint8Array(1)), malformed);
  });

  test('comes back in steps as the application reads, and adds up to what it has read', async () => {
    const { stream, frames } = new Rig();
    let [received, read] = [0, 0];
    const credits = (): number => frames.reduce((sum, text) => sum + Number(text.split(' ')[1]), 0);
    for (let round = 0; round < 40; round += 1) {
      const free = STREAM_WINDOW_BYTES + credits() - received;
      const bytes = Math.min(free, 100_000);
      stream.receive(new Uint8Array(bytes));
      received += bytes;
      read += (await stream.readExactly(bytes)).length;
      assert.ok(read - credits() < STEP_BYTES);
      assert.ok(credits() <= read);
    }
    assert.equal(received, 4_000_000);
    assert.ok(frames.every((text) => Number(text.split(' ')[1]) >= STEP_BYTES));
    stream.receive(new Uint8Array(STREAM_WINDOW_BYTES + credits() - received));
    assert.throws(() => stream.receive(new Uint8Array(1)), malformed, 'not a byte more than was given');
  });

  test('is not given back by one who does not read', () => {
    const { stream, frames } = new Rig();
    stream.receive(new Uint8Array(STREAM_WINDOW_BYTES));
    assert.deepEqual(frames, []);
  });

  test('is not given back to a peer that has ended', async () => {
    const { stream, frames } = new Rig();
    stream.receive(new Uint8Array(STREAM_WINDOW_BYTES));
    stream.receiveEnd();
    await stream.readExactly(STREAM_WINDOW_BYTES);
    assert.deepEqual(frames, []);
  });
});

describe('giving a stream up', () => {
  test('is said once, and fails what this side does with it', async () => {
    const { stream, frames } = new Rig();
    const reading = Promise.allSettled([stream.readExactly(1)]);
    stream.reset('enough');
    stream.reset('more than enough');
    assert.deepEqual(frames, ['reset enough', 'gone']);
    const [outcome] = await reading;
    assert.equal(outcome.status, 'rejected');
    const expected = { code: 'STREAM_RESET', details: { stream: 1, reason: 'enough' } };
    await assert.rejects(stream.readExactly(1), expected);
    await assert.rejects(stream.write(Buffer.from('x')), expected);
  });

  test('is what the end of an await using block does, unless the stream is over', async () => {
    const { stream, frames } = new Rig();
    {
      await using used = stream;
      await used.write(Buffer.from('half of it'));
    }
    assert.deepEqual(frames, ['data 10', 'reset nobody uses it any more', 'gone']);
    const whole = new Rig();
    {
      await using used = whole.stream;
      await used.end();
      used.receiveEnd();
    }
    assert.deepEqual(whole.frames, ['end', 'gone']);
  });

  test('takes no end back that the peer has said before', async () => {
    const { stream } = new Rig();
    stream.receive(Buffer.from('all'));
    stream.receiveEnd();
    stream.fail(gone);
    const read: string[] = [];
    for await (const chunk of stream) read.push(Buffer.from(chunk).toString());
    assert.deepEqual(read, ['all']);
    await assert.rejects(stream.write(Buffer.from('x')), { code: 'STREAM_RESET' });
  });

  test('has nothing to say about a stream that is gone', async () => {
    const { stream, frames } = new Rig();
    stream.receiveEnd();
    await stream.end();
    stream.reset('too late');
    assert.deepEqual(frames, ['end', 'gone']);
    const failed = new Rig();
    failed.stream.fail(gone);
    failed.stream.reset('too late');
    assert.deepEqual(failed.frames, []);
  });
});
