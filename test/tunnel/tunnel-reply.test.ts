import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import {
  decodeBindReply,
  decodeStatus,
  encodeBindReply,
  encodeStatus,
  refuseStream,
} from '../../src/tunnel/tunnel-reply.ts';
import { tunnelStatuses } from '../../src/tunnel/tunnel-status.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { StreamPair } from '../client/stream-pair.ts';

const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

describe('the reply of a tunnel', () => {
  test('is one byte, for each status its own', () => {
    for (const [number, status] of tunnelStatuses.entries()) {
      assert.deepEqual([...encodeStatus(status)], [number]);
      assert.equal(decodeStatus(Uint8Array.of(number)), status);
    }
    const unknown = Array.from({ length: 256 }, (_, number) => number).slice(tunnelStatuses.length);
    for (const number of unknown) assert.throws(() => decodeStatus(Uint8Array.of(number)), malformed);
    assert.throws(() => decodeStatus(Uint8Array.of(0, 0)), malformed);
    assert.throws(() => decodeStatus(new Uint8Array(0)), malformed);
  });

  test('to a binding names the real port, and none when it refuses', () => {
    assert.deepEqual([...encodeBindReply({ status: 'ok', port: 0x1234 })], [0, 0x12, 0x34]);
    assert.deepEqual(decodeBindReply(Uint8Array.of(0, 0x12, 0x34)), { status: 'ok', port: 0x1234 });
    assert.deepEqual([...encodeBindReply({ status: 'in use' })], [5, 0, 0]);
    assert.deepEqual(decodeBindReply(Uint8Array.of(5, 0, 0)), { status: 'in use' });
    assert.throws(() => decodeBindReply(Uint8Array.of(5, 0, 1)), malformed);
    assert.throws(() => decodeBindReply(Uint8Array.of(9, 0, 0)), malformed);
    assert.throws(() => decodeBindReply(Uint8Array.of(0, 0)), malformed);
  });
});

describe('a stream that is refused', () => {
  test('hears the reply and its end', async () => {
    const pair = new StreamPair(utf8('header'));
    await refuseStream(pair.acceptor, encodeStatus('busy'), new ManualClock());
    assert.deepEqual([...(await pair.opener.readExactly(1))], [4]);
    assert.equal((await pair.opener[Symbol.asyncIterator]().next()).done, true);
  });

  test('is left when its opener does not leave it', async () => {
    const pair = new StreamPair(utf8('header'));
    const clock = new ManualClock();
    await refuseStream(pair.acceptor, encodeStatus('busy'), clock);
    await pair.opener.readExactly(1);
    clock.advance(5_000);
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(pair.opener.write(utf8('more')), (error) => isQForgeError(error, 'STREAM_RESET'));
  });

  test('may be gone already', async () => {
    const pair = new StreamPair(utf8('header'));
    pair.cut();
    await refuseStream(pair.acceptor, encodeStatus('busy'), new ManualClock());
  });
});
