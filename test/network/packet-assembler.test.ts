import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type GatherBuffers,
  PacketAssembler,
  type PacketFormat,
  ReceivedChunk,
} from '../../src/network/packet-assembler.ts';
import { isLegalRecordLength } from '../../src/network/record-protection.ts';
import { u32 } from './slow-records.ts';

const seed = Number(process.env['SEED'] ?? 20_261_305);
const short: PacketFormat = {
  what: 'short packet',
  headerBytes: 2,
  isLegalLength: (length) => length > 0 && length <= 300,
};
const records: PacketFormat = { what: 'record', headerBytes: 4, isLegalLength: isLegalRecordLength };

/** Buffers larger than asked for, as a pool gives them, which are spoilt when they come back. */
class SpoilingBuffers implements GatherBuffers {
  readonly asked: number[] = [];
  readonly #out = new Set<Uint8Array>();

  get inUse(): number {
    return this.#out.size;
  }

  acquire(bytes: number): Uint8Array {
    this.asked.push(bytes);
    const buffer = new Uint8Array(bytes + 13).fill(0xee);
    this.#out.add(buffer);
    return buffer;
  }

  release(buffer: Uint8Array): void {
    assert.ok(this.#out.delete(buffer), 'a buffer comes back once, itself');
    buffer.fill(0xdd);
  }
}

/** Feeds chunks, each spoilt after its turn, and copies the packets that come out. */
function feed(assembler: PacketAssembler, chunks: readonly Uint8Array[]): Buffer[] {
  const packets: Buffer[] = [];
  for (const chunk of chunks) {
    const lent = Uint8Array.from(chunk);
    const received = new ReceivedChunk(lent);
    for (let packet = assembler.next(received); packet !== undefined; packet = assembler.next(received))
      packets.push(Buffer.concat([packet.header, packet.body]));
    lent.fill(0xcc);
  }
  return packets;
}

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

function packetOf(body: Uint8Array): Buffer {
  const header = Buffer.alloc(2);
  header.writeUInt16BE(body.length);
  return Buffer.concat([header, body]);
}

describe('a packet assembler', () => {
  test(`finds the same packets whatever the chunks (seed ${seed})`, () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(), { maxLength: 20 }), (wanted, places) => {
        const buffers = new SpoilingBuffers();
        const packets = wanted.map(packetOf);
        const assembler = new PacketAssembler(short, buffers);
        const found = feed(assembler, cut(Buffer.concat(packets), places));
        assert.deepEqual(found, packets);
        assert.equal(assembler.gatheredBytes, 0);
        assert.equal(buffers.inUse, 0);
        assert.ok(buffers.asked.every((bytes) => wanted.some((body) => body.length === bytes)));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('finds them byte by byte and at once', () => {
    const packets = [packetOf(Buffer.from('a')), packetOf(Buffer.alloc(300, 7)), packetOf(Buffer.from('end'))];
    const stream = Buffer.concat(packets);
    const buffers = new SpoilingBuffers();
    assert.deepEqual(feed(new PacketAssembler(short, buffers), [stream]), packets);
    assert.deepEqual(buffers.asked, [], 'what lies whole in a chunk is not copied');
    const bytes = Array.from(stream, (byte) => Uint8Array.of(byte));
    assert.deepEqual(feed(new PacketAssembler(short, buffers), bytes), packets);
    assert.equal(buffers.inUse, 0);
  });

  test('says how many bytes wait for the rest of their packet', () => {
    const assembler = new PacketAssembler(short, new SpoilingBuffers());
    const pending: number[] = [];
    for (const byte of packetOf(Buffer.from('abc'))) {
      feed(assembler, [Uint8Array.of(byte)]);
      pending.push(assembler.gatheredBytes);
    }
    assert.deepEqual(pending, [1, 2, 3, 4, 0]);
    const chunk = new ReceivedChunk(Buffer.concat([packetOf(Buffer.from('x')), Buffer.from('y')]));
    assert.deepEqual(assembler.next(chunk)?.body, Buffer.from('x'));
    assert.deepEqual([assembler.gatheredBytes, chunk.left], [0, 1]);
    assert.equal(assembler.next(chunk), undefined);
    assert.deepEqual([assembler.gatheredBytes, chunk.left], [1, 0]);
  });

  test('gives every buffer back when it is disposed of, at any moment', () => {
    const whole = packetOf(Buffer.alloc(50));
    for (let length = 0; length <= whole.length; length += 1) {
      const buffers = new SpoilingBuffers();
      const assembler = new PacketAssembler(short, buffers);
      feed(assembler, [whole.subarray(0, 2), whole.subarray(2, length)]);
      assembler.dispose();
      assembler.dispose();
      assert.equal(buffers.inUse, 0, `after ${length} bytes`);
      assert.equal(assembler.next(new ReceivedChunk(Buffer.alloc(0))), undefined);
    }
    const [buffers, last] = [new SpoilingBuffers(), whole.length - 1];
    const assembler = new PacketAssembler(short, buffers);
    assembler.next(new ReceivedChunk(whole.subarray(0, last)));
    assert.equal(assembler.next(new ReceivedChunk(whole.subarray(last)))?.body.length, 50);
    assert.equal(buffers.inUse, 1, 'the packet that was handed out');
    assembler.dispose();
    assert.equal(buffers.inUse, 0);
  });
});

describe('the length of a record', () => {
  const MAX = 1_048_576 + 16;

  for (const length of [0, 1, 15, 16, MAX + 1, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
    test(`is refused before a byte of the body is stored: ${length}`, () => {
      const buffers = new SpoilingBuffers();
      const malformed = { code: 'MALFORMED', message: /record .*length is out of range/u };
      for (const chunks of [
        [u32(length)],
        [Buffer.concat([u32(length), Buffer.alloc(100)])],
        Array.from(u32(length), (b) => Buffer.of(b)),
      ]) {
        const assembler = new PacketAssembler(records, buffers);
        assert.throws(() => feed(assembler, chunks), malformed);
        assert.throws(() => feed(assembler, [Buffer.alloc(0)]), malformed, 'and it stays refused');
        assert.throws(() => feed(assembler, [Buffer.alloc(10)]), malformed);
        assembler.dispose();
      }
      assert.deepEqual(buffers.asked, []);
    });
  }

  for (const length of [17, 18, 1000, MAX - 1, MAX]) {
    test(`is accepted and stored in just so much: ${length}`, () => {
      const buffers = new SpoilingBuffers();
      const stream = Buffer.concat([u32(length), Buffer.alloc(length, 5)]);
      const assembler = new PacketAssembler(records, buffers);
      assert.deepEqual(feed(assembler, [stream.subarray(0, 6), stream.subarray(6)]), [stream]);
      assert.deepEqual([buffers.asked, buffers.inUse], [[length], 0]);
    });
  }
});
