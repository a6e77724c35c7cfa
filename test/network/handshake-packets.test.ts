import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Connection, concatBytes, QForgeError } from '../../src/base/index.ts';
import { type FirstPacketListener, HandshakePackets } from '../../src/network/handshake-packets.ts';
import { memoryConnectionPair } from '../../src/network/memory-connection.ts';
import { RecordingHandler, record, settle } from './recording-handler.ts';

const body = Uint8Array.from({ length: 40 }, (_, index) => index);
const packet = concatBytes(Uint8Array.of(0, 40), body);

function ends(): { readonly packets: HandshakePackets; readonly far: Connection; readonly heard: RecordingHandler } {
  const [here, far] = memoryConnectionPair({}, 'memory://far', 'memory://here');
  const packets = new HandshakePackets(here);
  return { packets, far, heard: record(far) };
}

describe('the packets of a handshake', () => {
  test('are sent behind their length', async () => {
    const { packets, heard } = ends();
    packets.send(body);
    assert.deepEqual(new Uint8Array(await heard.untilReceived(packet.length)), packet);
  });

  test('are received one at a time, when awaited', async () => {
    const { packets, far } = ends();
    for (let turn = 0; turn < 3; turn++) {
      const coming = packets.receive();
      far.write(packet.subarray(0, 1 + turn));
      far.write(packet.subarray(1 + turn));
      assert.deepEqual(await coming, body);
    }
  });

  test('stay as they came until this side answers or hands over, whatever comes on other connections', async () => {
    const long = (fill: number): Uint8Array => new Uint8Array(9000).fill(fill);
    const receive = async (fill: number): Promise<readonly [HandshakePackets, Uint8Array]> => {
      const { packets, far } = ends();
      const coming = packets.receive();
      far.write(concatBytes(Uint8Array.of(9000 >> 8, 9000 & 255), long(fill)));
      return [packets, await coming];
    };
    const held = [await receive(1), await receive(2), await receive(3)] as const;
    for (const [index, [, received]] of held.entries()) assert.deepEqual(received, long(index + 1));

    const [[answering, answered], [handing], [failing, failed]] = held;
    answering.send(body);
    answering.send(body);
    handing.handOver(new RecordingHandler());
    failing.abort(new QForgeError('HANDSHAKE_TIMEOUT', { peer: 'a peer', afterMs: 1 }));
    failing.send(body);
    const later = await Promise.all([4, 5, 6, 7, 8].map(receive));
    for (const [index, [, received]] of later.entries()) assert.deepEqual(received, long(index + 4));
    assert.equal(new Set(later.map(([, received]) => received.buffer)).size, later.length, 'no two share memory');
    assert.ok(
      later.some(([, received]) => received.buffer === answered.buffer),
      'memory is used again',
    );
    assert.deepEqual(failed, long(3), 'a step that was about to read it when the connection failed still can');
  });

  test('tell of the first one without a promise, or that none will come', async () => {
    const heard: unknown[] = [];
    const first: FirstPacketListener = {
      onFirstPacket: (bytes) => heard.push(bytes),
      onGone: () => heard.push('gone'),
    };
    const [here, far] = memoryConnectionPair({}, 'memory://far', 'memory://here');
    const packets = new HandshakePackets(here, first);
    far.write(packet.subarray(0, 7));
    far.write(packet.subarray(7));
    await settle();
    assert.deepEqual(heard, [body]);
    const coming = packets.receive();
    far.write(packet);
    assert.deepEqual(await coming, body);
    far.destroy();
    await settle();
    assert.deepEqual(heard, [body], 'what comes later is no longer its concern');

    const [silent, other] = memoryConnectionPair({}, 'memory://far', 'memory://here');
    new HandshakePackets(silent, first).send(body);
    other.end();
    await settle();
    assert.deepEqual(heard, [body, 'gone']);
  });

  test('that nobody awaits end the handshake', async () => {
    const { packets, far, heard } = ends();
    far.write(packet);
    await heard.untilClosed();
    await assert.rejects(packets.receive(), { code: 'MALFORMED' });
  });

  test('that are followed by something end the handshake', async () => {
    const { packets, far, heard } = ends();
    const coming = packets.receive();
    far.write(concatBytes(packet, Uint8Array.of(0)));
    await assert.rejects(coming, { code: 'MALFORMED' });
    await heard.untilClosed();
    assert.deepEqual(heard.received(), Buffer.alloc(0), 'nothing is said about it');
  });

  test('of a length out of range are not waited for', async () => {
    for (const header of [
      [0, 0],
      [0, 35],
      [64, 1],
      [255, 255],
    ]) {
      const { packets, far, heard } = ends();
      const coming = packets.receive();
      far.write(Uint8Array.from(header));
      await assert.rejects(coming, { code: 'MALFORMED' });
      await heard.untilClosed();
    }
  });

  test('stop when the other side ends, closes or resets', async () => {
    for (const leave of ['end', 'destroy'] as const) {
      const { packets, far } = ends();
      const coming = packets.receive();
      far[leave]();
      await assert.rejects(coming, { code: 'CONNECTION_LOST' });
      await assert.rejects(packets.receive(), { code: 'CONNECTION_LOST' });
      packets.send(body);
    }
  });

  test('stop when given up, with the reason', async () => {
    const { packets, heard } = ends();
    const coming = packets.receive();
    packets.abort(new QForgeError('HANDSHAKE_TIMEOUT', { peer: 'it', afterMs: 5 }));
    await assert.rejects(coming, { code: 'HANDSHAKE_TIMEOUT' });
    await heard.untilClosed();
    assert.throws(() => packets.handOver(new RecordingHandler()), { code: 'HANDSHAKE_TIMEOUT' });
  });

  test('leave the connection to the session, with all that comes later', async () => {
    const { packets, far } = ends();
    const coming = packets.receive();
    far.write(packet);
    await coming;
    const session = new RecordingHandler();
    packets.handOver(session);
    far.write(Uint8Array.of(1, 2, 3));
    far.end();
    await session.until(() => session.ended);
    assert.deepEqual([...session.received()], [1, 2, 3]);
    far.destroy();
    await session.untilClosed();
    packets.onDrain();
    await settle();
    assert.equal(session.drainCount, 1);
  });
});
