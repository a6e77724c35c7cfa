// long file: all cases share one rig
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { FRAME_TYPE } from '../../src/network/frame.ts';
import {
  COALESCED_RECORD_BYTES,
  COPIED_BODY_BYTES,
  FRAGMENT_BYTES,
  HELD_RECORD_TIMES,
  HELD_TURNS,
  HOLD_MS,
  MAX_HOLD_MS,
} from '../../src/network/record-limits.ts';
import { RecordSealer } from '../../src/network/record-protection.ts';
import { RecordWriter } from '../../src/network/record-writer.ts';
import { MAX_COALESCED_BYTES, MIN_COALESCED_BYTES, SharedWriteTuning } from '../../src/network/write-tuning.ts';
import { CountingBuffers } from './counting-buffers.ts';
import { frameBytes, parseFrames, type SlowFrame, SlowRecords } from './slow-records.ts';

const seed = Number(process.env['SEED'] ?? 20_261_306);
const numRuns = Number(process.env['RUNS'] ?? 100);
const keyBytes = Uint8Array.from(randomBytes(32));
const NONE = new Uint8Array(0);

/** A clock that stands still until it is moved; calls without delay are made by `turn`. */
class TurnClock implements Clock {
  nowMs = 0;
  readonly #calls: (() => void)[] = [];

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  schedule(delayMs: number, callback: () => void): { cancel: () => void } {
    assert.equal(delayMs, 0);
    this.#calls.push(callback);
    return { cancel: () => assert.fail('nothing is cancelled') };
  }

  get hasCalls(): boolean {
    return this.#calls.length > 0;
  }

  /** The end of a turn of the event loop. */
  async turn(): Promise<void> {
    await Promise.resolve();
    for (const callback of this.#calls.splice(0)) callback();
    await Promise.resolve();
  }
}

/** A writer whose records are read back by the slow twin. */
class Rig {
  readonly clock = new TurnClock();
  readonly buffers = new CountingBuffers();
  readonly records: SlowFrame[][] = [];
  readonly errors: unknown[] = [];
  readonly tuning = new SharedWriteTuning();
  readonly writer: RecordWriter;
  /** What the connection says when it is given a record. */
  wantsMore = true;
  /** Whether records are written as soon as they are given; else `written` does it. */
  writesAtOnce = true;
  /** Called with each record, as the connection gets it. */
  onRecord: (record: Uint8Array) => void = () => undefined;
  readonly #unwritten: (() => void)[] = [];
  readonly #slow = new SlowRecords(keyBytes);

  constructor(backend = nativeBackend, firstRecord = 0) {
    this.#slow.number = BigInt(firstRecord);
    const sealer = new RecordSealer(backend.aead('AES-256-GCM').importKey(keyBytes), firstRecord);
    const sendRecord = (record: Uint8Array, onWritten: () => void): boolean => {
      this.onRecord(record);
      this.records.push(parseFrames(this.#slow.open(Buffer.from(record))));
      this.#unwritten.push(onWritten);
      // A connection never calls back from within the call.
      if (this.writesAtOnce) queueMicrotask(() => this.written());
      return this.wantsMore;
    };
    const outlet = { sendRecord, onRecordFailed: (error: unknown) => this.errors.push(error) };
    this.writer = new RecordWriter(sealer, this, outlet);
  }

  /** The connection has written the oldest record that it had not. */
  written(): void {
    this.#unwritten.shift()?.();
  }

  /** A turn of the event loop, long after the last. */
  async turn(): Promise<void> {
    this.clock.nowMs += 1;
    await this.clock.turn();
    await this.clock.turn();
  }

  append(body: Uint8Array, prefix: Uint8Array = NONE, type = 5): void {
    this.writer.append(type, prefix, body);
  }

  /** How many frames each record has. */
  get counts(): number[] {
    return this.records.map((frames) => frames.length);
  }
}

describe('a record writer', () => {
  test('puts the small frames of one turn into one record', async () => {
    const rig = new Rig();
    for (let index = 0; index < 100; index += 1) rig.append(Buffer.from(`message ${index}`), NONE, 1);
    assert.deepEqual(rig.counts, [], 'nothing goes out before the end of the turn');
    await rig.turn();
    assert.deepEqual(rig.counts, [100]);
    const frames = rig.records[0] ?? [];
    assert.deepEqual(
      frames.map(({ type, body }) => `${type} ${body.toString()}`),
      Array.from({ length: 100 }, (_, index) => `1 message ${index}`),
    );
    rig.append(Buffer.from('later'));
    await rig.turn();
    assert.deepEqual(rig.counts, [100, 1]);
  });

  test('gathers for the whole turn when it is told to', async () => {
    const rig = new Rig();
    rig.writer.gather();
    rig.append(Buffer.from('first'));
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(rig.counts, [], 'nothing goes out in the microtasks of the turn');
    rig.append(Buffer.from('second'));
    await rig.turn();
    assert.deepEqual(rig.counts, [2]);
    rig.writer.gather();
    rig.append(Buffer.from('third'));
    rig.writer.flush();
    assert.deepEqual(rig.counts, [2, 1], 'it can still be told to send');
    await rig.turn();
    rig.append(Buffer.from('fourth'));
    await rig.turn();
    assert.deepEqual(rig.counts, [2, 1, 1], 'and later turns are as before');
  });

  test('copies small bodies, so that their owner may change them at once', async () => {
    const rig = new Rig();
    const body = Buffer.alloc(COPIED_BODY_BYTES, 1);
    const prefix = Buffer.alloc(4, 2);
    rig.append(body, prefix);
    body.fill(0xff);
    prefix.fill(0xff);
    await rig.turn();
    assert.deepEqual(
      rig.records[0]?.[0]?.body,
      Buffer.concat([Buffer.alloc(4, 2), Buffer.alloc(COPIED_BODY_BYTES, 1)]),
    );
  });

  test('sends a large body at once, behind what has been collected, without copying it', () => {
    const rig = new Rig();
    const body = randomBytes(COPIED_BODY_BYTES + 1);
    rig.append(Buffer.from('small'));
    rig.append(body, Buffer.from('id'));
    assert.deepEqual(rig.counts, [2]);
    assert.deepEqual(rig.records[0]?.[1]?.body, Buffer.concat([Buffer.from('id'), body]));
    assert.equal(rig.buffers.largestBytes, COALESCED_RECORD_BYTES, 'no record of it was larger');
  });

  test('hands out records that nothing writes into until they are written', async () => {
    for (const backend of [nativeBackend, portableBackend]) {
      const rig = new Rig(backend);
      rig.writesAtOnce = false;
      const kept: { readonly record: Uint8Array; readonly copy: Buffer }[] = [];
      rig.onRecord = (record) => kept.push({ record, copy: Buffer.from(record) });
      const large = randomBytes(20_000);
      rig.append(Buffer.from('first'));
      rig.append(large);
      await rig.turn();
      large.fill(0);
      rig.append(Buffer.alloc(COPIED_BODY_BYTES + 1));
      await rig.turn();
      assert.equal(kept.length, 2);
      for (const { record, copy } of kept) assert.deepEqual(Buffer.from(record), copy);
      assert.equal(rig.buffers.inUse, 2, 'the records are nobody else’s yet');
      rig.written();
      rig.written();
      assert.equal(rig.buffers.inUse, 0);
    }
  });

  test('gives back what a connection that is gone has not written', async () => {
    const rig = new Rig();
    rig.writesAtOnce = false;
    rig.append(Buffer.alloc(20_000));
    rig.append(Buffer.alloc(20_000));
    rig.append(Buffer.from('waits'));
    assert.equal(rig.buffers.inUse, 3);
    rig.written();
    rig.writer.connectionGone();
    rig.writer.connectionGone();
    assert.equal(rig.buffers.inUse, 0);
    await rig.turn();
    assert.deepEqual([rig.counts, rig.errors], [[1, 1], []]);
  });

  test('gathers small frames while a record is not written yet, and sends them when it is', async () => {
    const rig = new Rig();
    rig.writesAtOnce = false;
    rig.append(Buffer.from('a'));
    await rig.turn();
    for (let index = 0; index < 10; index += 1) {
      rig.append(Buffer.from('b'));
      await rig.turn();
    }
    assert.deepEqual(rig.counts, [1]);
    rig.append(Buffer.alloc(COPIED_BODY_BYTES + 1));
    assert.deepEqual(rig.counts, [1, 11], 'a large body waits for nothing');
    rig.append(Buffer.from('c'));
    rig.written();
    assert.deepEqual(rig.counts, [1, 11], 'there is another one before it');
    rig.written();
    assert.deepEqual(rig.counts, [1, 11, 1]);
  });

  test('gathers what is sent turn by turn in quick succession', async () => {
    const rig = new Rig();
    await rig.turn();
    rig.append(Buffer.from('first'));
    await rig.clock.turn();
    assert.deepEqual(rig.counts, [1], 'who has not sent for a while does not wait');
    for (let index = 0; index < 5; index += 1) {
      rig.append(Buffer.from('next'));
      await rig.clock.turn();
    }
    assert.deepEqual(rig.counts, [1]);
    assert.equal(rig.clock.hasCalls, true);
    rig.clock.nowMs += HOLD_MS;
    await rig.clock.turn();
    assert.deepEqual(rig.counts, [1, 5]);
    await rig.clock.turn();
    assert.equal(rig.clock.hasCalls, false, 'nothing goes on in the background');
  });

  test('holds frames for so many turns at most, whatever the clock says', async () => {
    const rig = new Rig();
    rig.append(Buffer.from('first'));
    await rig.clock.turn();
    rig.append(Buffer.from('held'));
    for (let turn = 0; turn < HELD_TURNS; turn += 1) {
      assert.deepEqual(rig.counts, [1], `turn ${turn}`);
      await rig.clock.turn();
    }
    assert.deepEqual(rig.counts, [1, 1]);
  });

  for (const { name, recordMs, heldMs } of [
    { name: 'as cheap as usual', recordMs: HOLD_MS / HELD_RECORD_TIMES / 2, heldMs: HOLD_MS },
    { name: 'dear', recordMs: HOLD_MS / 2, heldMs: (HOLD_MS / 2) * HELD_RECORD_TIMES },
    { name: 'dearer than anybody should wait for', recordMs: MAX_HOLD_MS, heldMs: MAX_HOLD_MS },
  ]) {
    test(`gathers for longer where records are dear: ${name}`, async () => {
      const rig = new Rig();
      rig.onRecord = () => (rig.clock.nowMs += recordMs);
      // So many that the mean is what each of them takes, within a millionth.
      for (let sent = 0; sent < 120; sent += 1) {
        rig.append(Buffer.from('before'));
        rig.writer.flush();
      }
      await rig.clock.turn();
      const { length } = rig.records;
      rig.append(Buffer.from('held'));
      await rig.clock.turn();
      rig.clock.nowMs += heldMs * 0.999;
      await rig.clock.turn();
      assert.equal(rig.records.length, length);
      rig.clock.nowMs += heldMs * 0.002;
      await rig.clock.turn();
      assert.equal(rig.records.length, length + 1);
    });
  }

  test('what large bodies take says nothing of small frames', async () => {
    const rig = new Rig();
    rig.onRecord = () => (rig.clock.nowMs += MAX_HOLD_MS);
    for (let sent = 0; sent < 120; sent += 1) rig.append(Buffer.alloc(COPIED_BODY_BYTES + 1));
    await rig.clock.turn();
    rig.append(Buffer.from('held'));
    await rig.clock.turn();
    const { length } = rig.records;
    rig.clock.nowMs += HOLD_MS * 1.001;
    await rig.clock.turn();
    assert.equal(rig.records.length, length + 1);
  });

  test('never holds an answer', async () => {
    const rig = new Rig();
    for (let index = 1; index <= 10; index += 1) {
      rig.writer.peerSpoke();
      rig.append(Buffer.from('answer'));
      await Promise.resolve();
      assert.equal(rig.records.length, index);
      await Promise.resolve();
    }
    rig.append(Buffer.from('nobody asked'));
    await Promise.resolve();
    assert.equal(rig.records.length, 10);
  });

  test('lets nothing wait behind acknowledgements alone, and an answer not behind those either', async () => {
    const rig = new Rig();
    const sendAck = async (): Promise<void> => {
      rig.append(Buffer.alloc(8), NONE, FRAME_TYPE.ack);
      await Promise.resolve();
      await Promise.resolve();
    };
    await sendAck();
    rig.append(Buffer.from('first'));
    await rig.clock.turn();
    assert.deepEqual(rig.counts, [1, 1], 'an acknowledgement says nothing');
    rig.writer.peerSpoke();
    await sendAck();
    rig.append(Buffer.from('answer'));
    await rig.clock.turn();
    assert.deepEqual(rig.counts, [1, 1, 1, 1], 'nor does it answer');
    await sendAck();
    assert.deepEqual(rig.counts, [1, 1, 1, 1], 'it waits behind what this side has said just now');
    rig.append(Buffer.from('next'));
    await rig.turn();
    assert.deepEqual(rig.counts, [1, 1, 1, 1, 2]);
    await sendAck();
    rig.append(Buffer.from('after both'));
    await rig.clock.turn();
    assert.deepEqual(rig.counts, [1, 1, 1, 1, 2], 'a record of an acknowledgement and more has said that');
  });

  test('fills a record with small frames to the brim and not beyond', async () => {
    const rig = new Rig();
    const body = Buffer.alloc(1020);
    for (let index = 0; index < 65; index += 1) rig.append(body);
    assert.deepEqual(rig.counts, [64], '64 frames of 1,024 bytes are 65,536 bytes');
    await rig.turn();
    assert.deepEqual(rig.counts, [64, 1]);
  });

  test('sends what is collected when it is told to, and nothing when there is nothing', () => {
    const rig = new Rig();
    rig.writer.flush();
    assert.deepEqual(rig.counts, []);
    rig.append(NONE, NONE, 12);
    rig.writer.flush();
    rig.writer.flush();
    assert.deepEqual(rig.records, [[{ type: 12, body: Buffer.alloc(0) }]]);
  });

  test('holds small frames back while the connection is full, until it has drained', async () => {
    const rig = new Rig();
    rig.wantsMore = false;
    rig.append(Buffer.from('a'));
    await rig.turn();
    assert.equal(rig.writer.isCongested, true);
    for (let index = 0; index < 10; index += 1) {
      rig.append(Buffer.from('b'));
      await rig.turn();
    }
    assert.deepEqual(rig.counts, [1]);
    rig.wantsMore = true;
    rig.writer.drained();
    assert.deepEqual([rig.counts, rig.writer.isCongested], [[1, 10], false]);
    await rig.turn();
    assert.deepEqual(rig.counts, [1, 10]);
  });

  test('holds them back too if the connection has become full in this turn', async () => {
    const rig = new Rig();
    rig.append(Buffer.from('a'));
    rig.wantsMore = false;
    rig.append(Buffer.alloc(20_000));
    rig.append(Buffer.from('b'));
    await rig.turn();
    assert.deepEqual([rig.counts, rig.writer.isCongested], [[2], true]);
    rig.writer.drained();
    assert.deepEqual(rig.counts, [2, 1]);
    assert.equal(rig.writer.isCongested, true, 'full again');
  });

  test('holds one buffer while frames wait, and none otherwise', async () => {
    const rig = new Rig();
    assert.equal(rig.buffers.inUse, 0);
    rig.append(Buffer.from('a'));
    rig.append(Buffer.from('b'));
    assert.equal(rig.buffers.inUse, 1);
    await rig.turn();
    assert.equal(rig.buffers.inUse, 0);
    rig.append(Buffer.from('a'));
    rig.writer.dispose();
    rig.writer.dispose();
    assert.equal(rig.buffers.inUse, 0);
    await rig.turn();
    assert.deepEqual([rig.counts, rig.errors], [[2], []], 'what was collected is dropped');
  });

  test('refuses a body that is more than a fragment', () => {
    const rig = new Rig();
    rig.append(Buffer.alloc(FRAGMENT_BYTES));
    assert.throws(() => rig.append(Buffer.alloc(FRAGMENT_BYTES + 1)), { code: 'ASSERTION_FAILED' });
  });

  test('tells of a failure at the end of the turn, and throws one that happens at once', async () => {
    const rig = new Rig(nativeBackend, 2 ** 23);
    rig.append(Buffer.from('small'));
    await rig.turn();
    assert.deepEqual(
      rig.errors.map((error) => (error as { code: string }).code),
      ['NONCE_EXHAUSTED'],
    );
    assert.throws(() => rig.append(Buffer.alloc(20_000)), { code: 'NONCE_EXHAUSTED' });
    rig.writer.connectionGone();
    assert.equal(rig.buffers.inUse, 0);
  });

  test(`sends every frame once, in order, whatever comes in whatever moment (seed ${seed})`, async () => {
    const body = fc.oneof(
      { weight: 5, arbitrary: fc.nat(200) },
      { weight: 2, arbitrary: fc.constantFrom(0, COPIED_BODY_BYTES - 1, COPIED_BODY_BYTES, COPIED_BODY_BYTES + 1) },
      { weight: 1, arbitrary: fc.constantFrom(COALESCED_RECORD_BYTES, FRAGMENT_BYTES) },
    );
    const steps = fc.array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ kind: fc.constant('append' as const), bytes: body, prefix: fc.constantFrom(0, 4, 8) }),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constantFrom('flush', 'turn', 'later', 'full', 'drained', 'written', 'by itself', 'spoke'),
          }),
        },
      ),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const rig = new Rig();
        const sent: Buffer[] = [];
        for (const [index, step] of sequence.entries()) {
          if (step.kind === 'append') {
            const [prefix, content] = [Buffer.alloc(step.prefix, index), Buffer.alloc(step.bytes, index + 1)];
            sent.push(frameBytes(index % 13, prefix, content));
            rig.append(content, prefix, index % 13);
          } else if (step.kind === 'flush') rig.writer.flush();
          else if (step.kind === 'turn') await rig.clock.turn();
          else if (step.kind === 'later') await rig.turn();
          else if (step.kind === 'written') rig.written();
          else if (step.kind === 'by itself') rig.writesAtOnce = !rig.writesAtOnce;
          else if (step.kind === 'spoke') rig.writer.peerSpoke();
          else if (step.kind === 'full') rig.wantsMore = false;
          else {
            rig.wantsMore = true;
            rig.writer.drained();
          }
        }
        rig.wantsMore = true;
        rig.writesAtOnce = true;
        await rig.turn();
        rig.writer.drained();
        for (let index = 0; index <= sequence.length; index += 1) rig.written();
        await rig.turn();
        const received = rig.records.flat().map(({ type, body }) => frameBytes(type, body));
        assert.ok(Buffer.concat(received).equals(Buffer.concat(sent)));
        assert.equal(rig.buffers.inUse, 0);
        assert.deepEqual(rig.errors, []);
      }),
      { seed, numRuns },
    );
  });
});

describe('a record writer that is tuned while it works', () => {
  const bodyOf = (length: number): Uint8Array => new Uint8Array(length).fill(7);

  test('fills records as far as it is told, from the next one on, and loses nothing in between', async () => {
    const rig = new Rig();
    const body = bodyOf(1000);
    const recordsOf = async (count: number): Promise<number> => {
      const before = rig.records.length;
      for (let sent = 0; sent < count; sent += 1) rig.writer.append(1, NONE, body);
      rig.writer.flush();
      await Promise.resolve();
      return rig.records.length - before;
    };
    const usual = { holdMs: HOLD_MS, heldTurns: HELD_TURNS };
    assert.equal(await recordsOf(200), Math.ceil(200 / Math.floor(COALESCED_RECORD_BYTES / 1004)));
    rig.tuning.set({ ...usual, coalescedBytes: MAX_COALESCED_BYTES });
    assert.equal(await recordsOf(200), 1);
    rig.tuning.set({ ...usual, coalescedBytes: MIN_COALESCED_BYTES });
    assert.equal(await recordsOf(200), Math.ceil(200 / Math.floor(MIN_COALESCED_BYTES / 1004)));
    // A buffer that was begun for a small record stays one when the tuning grows meanwhile.
    rig.writer.append(1, NONE, body);
    rig.tuning.set({ ...usual, coalescedBytes: MAX_COALESCED_BYTES });
    for (let sent = 0; sent < 16; sent += 1) rig.writer.append(1, NONE, body);
    rig.writer.flush();
    assert.deepEqual(
      rig.records.slice(-2).map((frames) => frames.length),
      [16, 1],
    );
  });

  test('waits for company as long as it is told', async () => {
    for (const [holdMs, heldTurns, turns] of [
      [0, 0, 0],
      [5, 1000, 5],
    ] as const) {
      const rig = new Rig();
      rig.tuning.set({ coalescedBytes: COALESCED_RECORD_BYTES, holdMs, heldTurns });
      rig.writer.append(1, NONE, bodyOf(10));
      await rig.clock.turn();
      rig.writer.append(1, NONE, bodyOf(10));
      await Promise.resolve();
      let passed = 0;
      while (rig.records.length < 2) {
        rig.clock.nowMs += 1;
        passed += 1;
        await rig.clock.turn();
      }
      assert.equal(passed, turns, `${holdMs} ms`);
    }
  });
});
