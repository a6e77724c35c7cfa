import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import { TurnQueue } from '../../src/network/turn-queue.ts';

/** A queue whose turns come when the test says so. */
function manualQueue(perTurn: number): { readonly queue: TurnQueue; readonly nextTurn: () => Promise<void> } {
  const deferred: (() => void)[] = [];
  const queue = new TurnQueue(perTurn, (callback) => deferred.push(callback));
  const nextTurn = async (): Promise<void> => {
    for (const callback of deferred.splice(0)) callback();
    // What was let go continues in microtasks.
    await Promise.resolve();
  };
  return { queue, nextTurn };
}

describe('a turn queue', () => {
  test('lets so many begin at once, and the rest in order in later turns', async () => {
    const { queue, nextTurn } = manualQueue(2);
    const begun: number[] = [];
    const work = async (index: number): Promise<void> => {
      await queue.turn();
      begun.push(index);
    };
    const all = Array.from({ length: 7 }, (_, index) => work(index));
    await Promise.resolve();
    assert.deepEqual(begun, [0, 1]);
    await nextTurn();
    assert.deepEqual(begun, [0, 1, 2, 3]);
    await nextTurn();
    await nextTurn();
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6]);
    await Promise.all(all);
  });

  test('keeps to its number when more comes while some wait', async () => {
    const { queue, nextTurn } = manualQueue(2);
    for (let index = 0; index < 4; index++) void queue.turn();
    await nextTurn();
    assert.equal(queue.length, 0);
    assert.notEqual(queue.turn(), undefined, 'two have begun in this turn already');
    await nextTurn();
    assert.equal(queue.turn(), undefined);
  });

  test('does not let a newcomer pass those that wait', () => {
    const { queue } = manualQueue(1);
    assert.equal(queue.turn(), undefined);
    assert.notEqual(queue.turn(), undefined);
    assert.notEqual(queue.turn(), undefined);
    assert.equal(queue.length, 2);
  });

  test('asks for no further turn when there is nothing to do', async () => {
    let asked = 0;
    const deferred: (() => void)[] = [];
    const queue = new TurnQueue(2, (callback) => {
      asked += 1;
      deferred.push(callback);
    });
    void queue.turn();
    for (let turn = 0; turn < 5; turn++) {
      for (const callback of deferred.splice(0)) callback();
      await Promise.resolve();
    }
    assert.equal(asked, 1);
  });

  test('leaves the event loop to others in between, with the system clock', async () => {
    const queue = new TurnQueue(1, (next) => systemClock.schedule(0, next));
    let others = 0;
    const other = setInterval(() => {
      others += 1;
    }, 0);
    for (let index = 0; index < 200; index++) await queue.turn();
    clearInterval(other);
    assert.ok(others > 0, 'timers had their turn in between');
  });
});
