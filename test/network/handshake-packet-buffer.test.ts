import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../../src/base/index.ts';
import {
  giveBackPacket,
  HandshakePacketBuffer,
  MAX_HANDSHAKE_PACKET_BYTES,
  MIN_HANDSHAKE_PACKET_BYTES,
} from '../../src/network/handshake-packet-buffer.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);
const malformed = { code: 'MALFORMED' };

function packetOf(bodyBytes: number): Uint8Array {
  const body = Uint8Array.from({ length: bodyBytes }, (_, index) => index * 7);
  return concatBytes(Uint8Array.of(bodyBytes >> 8, bodyBytes & 255), body);
}

/** Pushes the bytes in pieces of these sizes, the last one repeated; undefined if no packet came out. */
function pushed(buffer: HandshakePacketBuffer, bytes: Uint8Array, sizes: readonly number[]): Uint8Array | undefined {
  for (let offset = 0, piece = 0; offset < bytes.length; piece++) {
    const size = sizes[Math.min(piece, sizes.length - 1)] ?? 1;
    const body = buffer.push(bytes.subarray(offset, offset + size));
    offset += size;
    if (body !== undefined) {
      assert.ok(offset >= bytes.length, 'a packet is whole at its last byte');
      return body;
    }
  }
  return undefined;
}

describe('the buffer of a handshake packet', () => {
  test(`gives the body however it is cut (seed ${seed})`, () => {
    const body = fc.integer({ min: MIN_HANDSHAKE_PACKET_BYTES, max: 3000 });
    const sizes = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(body, sizes, (bodyBytes, cuts) => {
        const packet = packetOf(bodyBytes);
        assert.deepEqual(pushed(new HandshakePacketBuffer(), packet, cuts), packet.subarray(2));
      }),
      { seed, numRuns: 300 },
    );
    for (const bodyBytes of [MIN_HANDSHAKE_PACKET_BYTES, MAX_HANDSHAKE_PACKET_BYTES]) {
      const packet = packetOf(bodyBytes);
      assert.deepEqual(pushed(new HandshakePacketBuffer(), packet, [1]), packet.subarray(2));
      assert.deepEqual(new HandshakePacketBuffer().push(packet), packet.subarray(2));
    }
  });

  test('takes one packet after another', () => {
    const buffer = new HandshakePacketBuffer();
    for (const sizes of [[5000], [1], [1, 100]]) {
      assert.deepEqual(pushed(buffer, packetOf(200), sizes), packetOf(200).subarray(2));
    }
  });

  test('takes the memory of an earlier packet again, but never more than twice what the packet has', () => {
    const bodyOf = (bytes: number): Uint8Array<ArrayBuffer> => {
      const body = new HandshakePacketBuffer().push(packetOf(bytes));
      assert.ok(body !== undefined);
      assert.deepEqual(body, packetOf(bytes).subarray(2));
      return body;
    };
    for (const [earlierBytes, bytes, isUsedAgain] of [
      [9000, 9000, true],
      [9000, 8000, true],
      [9000, 4500, true],
      [9000, 4499, false],
      [9000, 9001, false],
      [9000, 200, false],
      [200, 200, false],
    ] as const) {
      const earlier = bodyOf(earlierBytes);
      giveBackPacket(earlier);
      const body = bodyOf(bytes);
      assert.equal(body.buffer === earlier.buffer, isUsedAgain, `${bytes} after ${earlierBytes}`);
      assert.ok(body.buffer.byteLength <= 2 * bytes);
      // What was kept is taken, so that the next turn begins with nothing.
      bodyOf(9000);
    }
  });

  test('copies: the array that came is used again', () => {
    const chunk = packetOf(100);
    const body = new HandshakePacketBuffer().push(chunk);
    chunk.fill(0);
    assert.deepEqual(body, packetOf(100).subarray(2));
    const asBuffer = Buffer.from(packetOf(100));
    const other = new HandshakePacketBuffer().push(asBuffer);
    asBuffer.fill(0);
    assert.deepEqual(other, packetOf(100).subarray(2));
  });

  test('refuses every length out of range as soon as it is there, whole or byte by byte', () => {
    const { MAX_SAFE_INTEGER: never } = Number;
    const refused = [0, 1, 15, 16, 17, MIN_HANDSHAKE_PACKET_BYTES - 1, MAX_HANDSHAKE_PACKET_BYTES + 1, 32_768, 65_535];
    for (const length of refused) {
      const header = Uint8Array.of(length >> 8, length & 255);
      assert.throws(() => new HandshakePacketBuffer().push(header), malformed, `${length}`);
      assert.throws(() => pushed(new HandshakePacketBuffer(), header, [1]), malformed, `${length}`);
      assert.throws(() => pushed(new HandshakePacketBuffer(), packetOf(length), [never]), malformed, `${length}`);
    }
    // 2^31 and 2^32 - 1 as other protocols write lengths: the first two bytes decide.
    for (const header of [Uint8Array.of(0x80, 0, 0, 0), Uint8Array.of(255, 255, 255, 255)]) {
      assert.throws(() => new HandshakePacketBuffer().push(header), malformed);
    }
  });

  test('refuses what stands behind a packet', () => {
    const packet = concatBytes(packetOf(100), Uint8Array.of(1));
    for (const size of [1000, 50, 1]) {
      const buffer = new HandshakePacketBuffer();
      if (size === 1) {
        assert.deepEqual(pushed(buffer, packetOf(100), [1]), packetOf(100).subarray(2));
        assert.equal(buffer.push(Uint8Array.of(1)), undefined, 'the first byte of the next packet');
      } else assert.throws(() => pushed(buffer, packet, [size]), malformed);
    }
  });

  test('keeps little for whoever announces much and sends little', () => {
    const { arrayBuffers: before } = process.memoryUsage();
    const buffers = Array.from({ length: 2000 }, () => new HandshakePacketBuffer());
    for (const buffer of buffers) {
      buffer.push(Uint8Array.of(MAX_HANDSHAKE_PACKET_BYTES >> 8));
      buffer.push(Uint8Array.of(MAX_HANDSHAKE_PACKET_BYTES & 255));
      for (let sent = 0; sent < 10; sent++) buffer.push(Uint8Array.of(sent));
    }
    const eachBytes = (process.memoryUsage().arrayBuffers - before) / buffers.length;
    assert.ok(eachBytes < 256, `${eachBytes} bytes each`);
  });

  test('forgets a packet that will not come', () => {
    const buffer = new HandshakePacketBuffer();
    buffer.push(packetOf(100).subarray(0, 50));
    buffer.clear();
    assert.deepEqual(buffer.push(packetOf(40)), packetOf(40).subarray(2));
  });
});
