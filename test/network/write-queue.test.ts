import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WriteQueue } from '../../src/network/write-queue.ts';

const bytes = (length: number): Uint8Array => new Uint8Array(length);

describe('write queue', () => {
  test('what comes while a batch is in flight waits and leaves together', () => {
    const queue = new WriteQueue({ highWaterBytes: 100, lowWaterBytes: 50 });
    assert.equal(queue.ready, false);
    queue.add([bytes(1), bytes(2)], undefined);
    assert.equal(queue.ready, true);
    assert.deepEqual(queue.takeBatch(), [bytes(1), bytes(2)]);
    queue.add([bytes(3)], undefined);
    queue.add([bytes(4)], undefined);
    assert.equal(queue.ready, false);
    assert.equal(queue.waits, true);
    assert.equal(queue.queuedBytes, 10);
    queue.batchWritten();
    assert.equal(queue.queuedBytes, 7);
    assert.deepEqual(queue.takeBatch(), [bytes(3), bytes(4)]);
    queue.batchWritten();
    assert.equal(queue.queuedBytes, 0);
    assert.equal(queue.waits, false);
  });

  test('a writer told to wait is told once to go on, at the low mark and not above it', () => {
    const queue = new WriteQueue({ highWaterBytes: 100, lowWaterBytes: 50 });
    queue.add([bytes(60)], undefined);
    assert.equal(queue.hasRoom(), true);
    queue.takeBatch();
    queue.add([bytes(51)], undefined);
    assert.equal(queue.hasRoom(), false);
    assert.equal(queue.batchWritten(), false, '51 bytes are left');
    queue.takeBatch();
    queue.add([bytes(50)], undefined);
    assert.equal(queue.batchWritten(), true, '50 bytes are left');
    queue.takeBatch();
    assert.equal(queue.batchWritten(), false);
  });

  test('a full queue is one byte above the high mark', () => {
    const queue = new WriteQueue({ highWaterBytes: 100, lowWaterBytes: 50 });
    queue.add([bytes(100)], undefined);
    assert.equal(queue.hasRoom(), true);
    queue.add([bytes(1)], undefined);
    assert.equal(queue.hasRoom(), false);
  });

  test('each writer gets its chunks back when their batch is written', () => {
    const queue = new WriteQueue({ highWaterBytes: 100, lowWaterBytes: 50 });
    const written: string[] = [];
    queue.add([bytes(1)], () => written.push('a'));
    queue.add([bytes(1)], () => written.push('b'));
    queue.takeBatch();
    queue.add([bytes(1)], () => written.push('c'));
    queue.batchWritten();
    assert.deepEqual(written, ['a', 'b']);
    queue.takeBatch();
    queue.batchWritten();
    assert.deepEqual(written, ['a', 'b', 'c']);
  });

  test('a cleared queue forgets bytes, callbacks and the writer that waits', () => {
    const queue = new WriteQueue({ highWaterBytes: 10, lowWaterBytes: 5 });
    queue.add([bytes(20)], () => assert.fail('the connection is gone'));
    assert.equal(queue.hasRoom(), false);
    queue.takeBatch();
    queue.add([bytes(20)], () => assert.fail('the connection is gone'));
    queue.clear();
    assert.equal(queue.queuedBytes, 0);
    assert.equal(queue.waits, false);
    assert.equal(queue.batchWritten(), false);
  });
});
