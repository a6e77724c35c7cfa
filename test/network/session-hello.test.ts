import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteReader, isQForgeError } from '../../src/base/index.ts';
import {
  encodeSessionHello,
  encodeSessionRequest,
  readSessionHello,
  readSessionRequest,
  type SessionHello,
} from '../../src/network/session-hello.ts';
import { u32, u64 } from './slow-records.ts';

const seed = Number(process.env['SEED'] ?? 20_261_330);
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const hellos: fc.Arbitrary<SessionHello> = fc
  .record({
    messageWindowBytes: fc.nat(0xffff_ffff),
    streamWindowBytes: fc.nat(0xffff_ffff),
    channelId: id,
    outboundId: id,
    inboundId: id,
    received: fc.maxSafeNat(),
    taken: fc.maxSafeNat(),
  })
  .map((hello) => ({ ...hello, taken: Math.min(hello.taken, hello.received) }));

/** spec/records §4, written out. */
function slow(hello: SessionHello): Buffer {
  return Buffer.concat([
    u32(hello.messageWindowBytes),
    u32(hello.streamWindowBytes),
    Buffer.from(hello.channelId, 'hex'),
    Buffer.from(hello.outboundId, 'hex'),
    Buffer.from(hello.inboundId, 'hex'),
    u64(hello.received),
    u64(hello.taken),
  ]);
}

const read = (bytes: Uint8Array): SessionHello => readSessionHello(new ByteReader(bytes, 'frame'));

test(`what a side says is that of the specification, and reads back (seed ${seed})`, () => {
  fc.assert(
    fc.property(hellos, (hello) => {
      const encoded = encodeSessionHello(hello);
      assert.deepEqual(Buffer.from(encoded), slow(hello));
      assert.deepEqual(read(encoded), hello);
    }),
    { seed },
  );
});

test('another length, numbers beyond 2^53, and more taken than received are refused', () => {
  const body = Buffer.alloc(72);
  read(body);
  for (const wrong of [Buffer.alloc(71), Buffer.alloc(73), Buffer.alloc(0)]) {
    assert.throws(
      () => read(wrong),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
  }
  body.fill(0xff, 56, 64);
  assert.throws(() => read(body), { code: 'MALFORMED', message: /too large/u });
  assert.throws(() => read(Buffer.concat([Buffer.alloc(56), u64(3), u64(4)])), { message: /more is taken/u });
});

test('the word of an introduction is the ID of the channel, and nothing beside it', () => {
  const channelId = '0123456789abcdef'.repeat(2);
  assert.deepEqual(Buffer.from(encodeSessionRequest(channelId)), Buffer.from(channelId, 'hex'));
  assert.equal(readSessionRequest(Buffer.from(channelId, 'hex')), channelId);
  for (const length of [0, 15, 17, 255]) {
    assert.throws(() => readSessionRequest(new Uint8Array(length)), { code: 'MALFORMED' }, `${length} bytes`);
  }
});
