import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { nativeBackend, portableBackend } from '../../src/crypto/index.ts';
import { COALESCED_RECORD_BYTES, COPIED_BODY_BYTES, FRAGMENT_BYTES } from '../../src/network/record-limits.ts';
import { RecordSealer } from '../../src/network/record-protection.ts';
import { RecordWriter } from '../../src/network/record-writer.ts';
import { CountingBuffers } from './channel-pair.ts';
import { frameBytes, parseFrames, type SlowFrame, SlowRecords } from './slow-records.ts';

const seed = Number(process.env['SEED'] ?? 20_261_306);
const numRuns = Number(process.env['RUNS'] ?? 100);
const keyBytes = Uint8Array.from(randomBytes(32));
const NONE = new Uint8Array(0);

/** A writer whose records are read back by the slow twin. */
class Rig {
  readonly buffers = new CountingBuffers();
  readonly records: SlowFrame[][] = [];
  readonly errors: unknown[] = [];
  readonly writer: RecordWriter;
  /** What the connection says when it is given a record. */
  wantsMore = true;
  /** Called with the parts of each record, as the connection gets them. */
  onRecord: (parts: readonly Uint8Array[]) => void = () => undefined;
  readonly #slow = new SlowRecords(keyBytes);

  constructor(backend = nativeBackend, firstRecord = 0) {
    this.#slow.number = BigInt(firstRecord);
    const sealer = new RecordSealer(backend.aead('AES-256-GCM').importKey(keyBytes), firstRecord);
    const sink = (parts: readonly Uint8Array[]): boolean => {
      this.onRecord(parts);
      this.records.push(parseFrames(this.#slow.open(Buffer.concat(parts))));
      return this.wantsMore;
    };
    this.writer = new RecordWriter(sealer, sink, this.buffers, (error) => this.errors.push(error));
  }

  append(body: Uint8Array, prefix: Uint8Array = NONE, type = 5): void {
    this.writer.append(type, prefix, body);
  }

  /** How many frames each record has. */
  get counts(): number[] {
    return this.records.map((frames) => frames.length);
  }
}

const turn = (): Promise<void> => Promise.resolve();

describe('a record writer', () => {
  test('puts the small frames of one turn into one record', async () => {
    const rig = new Rig();
    for (let index = 0; index < 100; index += 1) rig.append(Buffer.from(`message ${index}`), NONE, 1);
    assert.deepEqual(rig.counts, [], 'nothing goes out before the end of the turn');
    await turn();
    assert.deepEqual(rig.counts, [100]);
    const frames = rig.records[0] ?? [];
    assert.deepEqual(
      frames.map(({ type, body }) => `${type} ${body.toString()}`),
      Array.from({ length: 100 }, (_, index) => `1 message ${index}`),
    );
    rig.append(Buffer.from('later'));
    await turn();
    assert.deepEqual(rig.counts, [100, 1]);
  });

  test('copies small bodies, so that their owner may change them at once', async () => {
    const rig = new Rig();
    const body = Buffer.alloc(COPIED_BODY_BYTES, 1);
    const prefix = Buffer.alloc(4, 2);
    rig.append(body, prefix);
    body.fill(0xff);
    prefix.fill(0xff);
    await turn();
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
    assert.equal(rig.buffers.largestBytes, COALESCED_RECORD_BYTES, 'nothing larger was ever asked for');
  });

  test('hands out records that nothing writes into any more', async () => {
    for (const backend of [nativeBackend, portableBackend]) {
      const rig = new Rig(backend);
      const kept: { readonly parts: readonly Uint8Array[]; readonly copy: Buffer }[] = [];
      rig.onRecord = (parts) => kept.push({ parts, copy: Buffer.concat(parts) });
      const large = randomBytes(20_000);
      rig.append(Buffer.from('first'));
      rig.append(large);
      await turn();
      large.fill(0);
      rig.append(Buffer.from('second'));
      await turn();
      for (const { parts, copy } of kept) assert.deepEqual(Buffer.concat(parts), copy);
      assert.equal(kept.length, 2);
    }
  });

  test('fills a record with small frames to the brim and not beyond', async () => {
    const rig = new Rig();
    const body = Buffer.alloc(1020);
    for (let index = 0; index < 65; index += 1) rig.append(body);
    assert.deepEqual(rig.counts, [64], '64 frames of 1,024 bytes are 65,536 bytes');
    await turn();
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
    await turn();
    assert.equal(rig.writer.isCongested, true);
    for (let index = 0; index < 10; index += 1) {
      rig.append(Buffer.from('b'));
      await turn();
    }
    assert.deepEqual(rig.counts, [1]);
    rig.wantsMore = true;
    rig.writer.drained();
    assert.deepEqual([rig.counts, rig.writer.isCongested], [[1, 10], false]);
    await turn();
    assert.deepEqual(rig.counts, [1, 10]);
  });

  test('holds them back too if the connection has become full in this turn', async () => {
    const rig = new Rig();
    rig.append(Buffer.from('a'));
    rig.wantsMore = false;
    rig.append(Buffer.alloc(20_000));
    rig.append(Buffer.from('b'));
    await turn();
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
    await turn();
    assert.equal(rig.buffers.inUse, 0);
    rig.append(Buffer.from('a'));
    rig.writer.dispose();
    rig.writer.dispose();
    assert.equal(rig.buffers.inUse, 0);
    await turn();
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
    await turn();
    assert.deepEqual(
      rig.errors.map((error) => (error as { code: string }).code),
      ['NONCE_EXHAUSTED'],
    );
    assert.throws(() => rig.append(Buffer.alloc(20_000)), { code: 'NONCE_EXHAUSTED' });
    rig.writer.dispose();
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
        { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('flush', 'turn', 'full', 'drained') }) },
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
          else if (step.kind === 'turn') await turn();
          else if (step.kind === 'full') rig.wantsMore = false;
          else {
            rig.wantsMore = true;
            rig.writer.drained();
          }
        }
        rig.wantsMore = true;
        await turn();
        rig.writer.drained();
        const received = rig.records.flat().map(({ type, body }) => frameBytes(type, body));
        assert.ok(Buffer.concat(received).equals(Buffer.concat(sent)));
        assert.equal(rig.buffers.inUse, 0);
        assert.deepEqual(rig.errors, []);
      }),
      { seed, numRuns },
    );
  });
});
