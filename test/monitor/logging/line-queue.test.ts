import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogLevel } from '../../../src/base/index.ts';
import { LineQueue } from '../../../src/monitor/logging/line-queue.ts';
import { LOG_LEVELS } from '../../../src/monitor/logging/log-entry.ts';

const line = (text: string, level: LogLevel, isKept = false) => ({ text: `${text}\n`, level, isKept });

test('lines come out in the order in which they came in, whatever their level', () => {
  const queue = new LineQueue(100);
  queue.push(line('a', 'info'));
  queue.push(line('b', 'error'));
  queue.push(line('c', 'trace'));
  queue.push(line('d', 'info', true));
  assert.deepEqual([queue.take(1), queue.take(100), queue.chars], ['a\n', 'b\nc\nd\n', 0]);
  assert.equal(queue.take(100), '');
});

test('when there is no room, the oldest of the lowest level give way, and are counted', () => {
  const queue = new LineQueue(8);
  for (const each of [line('a', 'debug'), line('b', 'info'), line('c', 'debug'), line('d', 'warn')]) queue.push(each);
  queue.push(line('e', 'error'));
  queue.push(line('f', 'info'));
  queue.push(line('g', 'debug'));
  assert.equal(queue.take(100), 'b\nd\ne\nf\n');
  assert.deepEqual([...queue.takeDropped()], [['debug', 3]]);
  assert.deepEqual([...queue.takeDropped()], [], 'told once');
});

test('what is kept takes the room of everything else, and says when even that is not enough', () => {
  const queue = new LineQueue(4);
  queue.push(line('a', 'error'));
  for (const text of ['b', 'c', 'd']) queue.push(line(text, 'info', true));
  assert.equal(queue.isOverfull, true);
  assert.equal(queue.take(100), 'b\nc\nd\n');
  assert.deepEqual([...queue.takeDropped()], [['error', 1]]);
});

test('it agrees with a list that is searched each time', () => {
  const pushed = fc.record({
    level: fc.constantFrom(...LOG_LEVELS),
    chars: fc.integer({ min: 1, max: 9 }),
    isKept: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(pushed, fc.constant('take' as const)), { maxLength: 120 }), (steps) => {
      const queue = new LineQueue(40);
      let list: { readonly text: string; readonly level: LogLevel; readonly isKept: boolean }[] = [];
      for (const [index, step] of steps.entries()) {
        if (step === 'take') {
          assert.equal(queue.take(1), list.shift()?.text ?? '');
          continue;
        }
        const { level, chars, isKept } = step;
        const fresh = { text: String.fromCharCode(0x3000 + index).repeat(chars), level, isKept };
        queue.push(fresh);
        list.push(fresh);
        list = slowlyReduced(list, 40);
      }
      assert.equal(queue.take(Number.POSITIVE_INFINITY), list.map(({ text }) => text).join(''));
    }),
  );
});

/** Drops what gives way to the last line, which is itself the last to give way among its level. */
function slowlyReduced<T extends { readonly text: string; readonly level: LogLevel; readonly isKept: boolean }>(
  list: readonly T[],
  limit: number,
): T[] {
  const left = [...list];
  const fresh = left.at(-1);
  while (left.reduce((sum, { text }) => sum + text.length, 0) > limit) {
    const rank = ({ level, isKept }: T): number => (isKept ? 99 : LOG_LEVELS.indexOf(level));
    const lowest = Math.min(...left.slice(0, -1).map(rank));
    const bound = fresh === undefined || fresh.isKept ? 98 : rank(fresh);
    const victim = lowest <= bound ? left.findIndex((each) => rank(each) === lowest) : left.length - 1;
    if (left[victim]?.isKept === true) break;
    left.splice(victim, 1);
    if (victim === left.length) break;
  }
  return left;
}
