import assert from 'node:assert/strict';
import test from 'node:test';
import type { NumberedEvent } from '../../../src/daemon/admin/event-feed.ts';
import { EventQueue, MAX_WAITING_EVENTS } from '../../../src/daemon/admin/event-queue.ts';

const event = (id: number): NumberedEvent => ({ id, type: 'tick', data: {} });

/** The number of the next event; undefined at the end. */
async function nextId(reader: AsyncIterator<NumberedEvent>): Promise<number | undefined> {
  const result = await reader.next();
  return result.done === true ? undefined : result.value.id;
}

/** Everything that comes out until the end. */
async function drained(queue: EventQueue): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const { id } of queue) ids.push(id);
  return ids;
}

test('events come out in order, those of the beginning first, and later ones as they come', async () => {
  const queue = new EventQueue([event(1), event(2)]);
  const reader = queue[Symbol.asyncIterator]();
  const next = (): Promise<number | undefined> => nextId(reader);
  assert.deepEqual([await next(), await next()], [1, 2]);
  const waiting = next();
  queue.push(event(3));
  assert.equal(await waiting, 3);
  const last = reader.next();
  queue.end();
  assert.equal((await last).done, true);
});

test('an end gives up what waits', async () => {
  const queue = new EventQueue([event(1)]);
  queue.end();
  assert.deepEqual(await drained(queue), []);
});

test('a page that does not read is cut off', async () => {
  const queue = new EventQueue([]);
  for (let id = 1; id <= MAX_WAITING_EVENTS; id += 1) queue.push(event(id));
  const reader = queue[Symbol.asyncIterator]();
  assert.equal(await nextId(reader), 1);
  queue.push(event(MAX_WAITING_EVENTS + 1));
  queue.push(event(MAX_WAITING_EVENTS + 2));
  assert.equal((await reader.next()).done, true);
});
