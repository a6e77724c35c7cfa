import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WriteQueue } from '../../src/network/write-queue.ts';

const bytes = (length: number): Uint8Array => new Uint8Array(length);

function queueOf(highWaterBytes = 100, lowWaterBytes = 50): WriteQueue {
  return new WriteQueue({ highWaterBytes, lowWaterBytes });
}

describe('write queue', () => {
  test('what comes while something is in flight waits and flies together', () => {
    const queue = queueOf();
    assert.deepEqual([queue.isEmpty, queue.waits, queue.isReady], [true, false, false]);
    queue.fly(3, undefined);
    assert.deepEqual([queue.isEmpty, queue.waits, queue.isReady], [false, false, false]);
    queue.add(bytes(3), undefined);
    queue.add(bytes(4), undefined);
    assert.deepEqual([queue.isEmpty, queue.waits, queue.isReady], [false, true, false]);
    assert.equal(queue.queuedBytes, 10);
    queue.landed();
    assert.deepEqual([queue.isEmpty, queue.waits, queue.isReady], [false, true, true]);
    assert.equal(queue.queuedBytes, 7);
    const flight = queue.flyWaiting();
    assert.deepEqual(
      flight.map((each) => each.bytes.length),
      [3, 4],
    );
    assert.deepEqual([queue.isEmpty, queue.waits, queue.isReady], [false, false, false]);
    queue.landed();
    assert.equal(queue.queuedBytes, 0);
    assert.equal(queue.isEmpty, true);
  });

  test('a writer told to wait is told once to go on, at the low mark and not above it', () => {
    const queue = queueOf();
    queue.fly(60, undefined);
    assert.equal(queue.hasRoom(), true);
    queue.add(bytes(51), undefined);
    assert.equal(queue.hasRoom(), false);
    assert.equal(queue.landed(), false, '51 bytes are left');
    queue.flyWaiting();
    queue.add(bytes(50), undefined);
    assert.equal(queue.landed(), true, '50 bytes are left');
    queue.flyWaiting();
    assert.equal(queue.landed(), false);
  });

  test('a full queue is one byte above the high mark', () => {
    const queue = queueOf();
    queue.fly(100, undefined);
    assert.equal(queue.hasRoom(), true);
    queue.add(bytes(1), undefined);
    assert.equal(queue.hasRoom(), false);
  });

  test('each writer gets its bytes back when their flight has landed', () => {
    const queue = queueOf();
    const written: string[] = [];
    const by = (name: string) => (): void => void written.push(name);
    queue.fly(1, by('a'));
    queue.add(bytes(1), by('b'));
    queue.add(bytes(1), by('c'));
    queue.landed();
    assert.deepEqual(written, ['a']);
    queue.flyWaiting();
    queue.add(bytes(1), by('d'));
    queue.landed();
    assert.deepEqual(written, ['a', 'b', 'c']);
    queue.flyWaiting();
    queue.landed();
    assert.deepEqual(written, ['a', 'b', 'c', 'd']);
    queue.fly(1, undefined);
    queue.landed();
    assert.deepEqual(written, ['a', 'b', 'c', 'd'], 'nobody is told twice');
  });

  test('who writes while being told comes behind what waits', () => {
    const queue = queueOf();
    queue.fly(1, () => {
      assert.deepEqual([queue.isEmpty, queue.isReady], [false, true]);
      queue.add(bytes(3), undefined);
    });
    queue.add(bytes(2), undefined);
    queue.landed();
    const flight = queue.flyWaiting();
    assert.deepEqual(
      flight.map((each) => each.bytes.length),
      [2, 3],
    );
  });

  test('a cleared queue forgets bytes, callbacks and the writer that waits', () => {
    const queue = queueOf(10, 5);
    queue.fly(20, () => assert.fail('the connection is gone'));
    assert.equal(queue.hasRoom(), false);
    queue.add(bytes(20), () => assert.fail('the connection is gone'));
    queue.clear();
    assert.deepEqual([queue.queuedBytes, queue.isEmpty], [0, true]);
    assert.equal(queue.landed(), false);
  });
});
