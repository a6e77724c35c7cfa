import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryConnectionPair } from '../../src/network/memory-connection.ts';
import { record, settle } from './recording-handler.ts';

describe('memory connections', () => {
  test('each end knows the other by the name it was given', () => {
    const [first, second] = memoryConnectionPair({}, 'memory://second', 'memory://first');
    assert.equal(first.remoteAddress, 'memory://second');
    assert.equal(second.remoteAddress, 'memory://first');
  });

  test('queued bytes and drains are those of each direction', async () => {
    const marks = { highWaterBytes: 4, lowWaterBytes: 0 };
    const [first, second] = memoryConnectionPair({ marks }, 'b', 'a');
    const atFirst = record(first);
    const atSecond = record(second);
    assert.equal(first.write(new Uint8Array(5)), false);
    assert.deepEqual([first.queuedBytes, second.queuedBytes], [5, 0]);
    await settle();
    assert.deepEqual([atFirst.drainCount, atSecond.drainCount], [1, 0]);
    assert.deepEqual([atFirst.receivedBytes, atSecond.receivedBytes], [0, 5]);
  });

  test('a reset drops what was under way in both directions', async () => {
    const [first, second] = memoryConnectionPair({}, 'b', 'a');
    const atFirst = record(first);
    const atSecond = record(second);
    first.write(new Uint8Array(5));
    second.write(new Uint8Array(5));
    first.destroy();
    await settle();
    assert.deepEqual(atFirst.events, ['close']);
    assert.deepEqual(atSecond.events, ['close with error']);
    assert.deepEqual([first.queuedBytes, second.queuedBytes], [0, 0]);
  });

  test('an end that was paused before attach stays paused', async () => {
    const [first, second] = memoryConnectionPair({}, 'b', 'a');
    second.pause();
    const atSecond = record(second);
    first.write(new Uint8Array(5));
    await settle();
    assert.equal(atSecond.receivedBytes, 0);
    second.resume();
    await atSecond.untilReceived(5);
  });
});
