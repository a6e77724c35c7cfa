import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventListeners } from '../../src/network/event-listeners.ts';

test('listeners are told in order, after what is happening now, until they leave', async () => {
  const listeners = new EventListeners<string>();
  const told: string[] = [];
  const leave = listeners.add((event) => told.push(`first ${event}`));
  listeners.add((event) => told.push(`second ${event}`));
  listeners.emit('a');
  assert.deepEqual(told, []);
  await Promise.resolve();
  assert.deepEqual(told, ['first a', 'second a']);
  leave();
  leave();
  listeners.emit('b');
  await Promise.resolve();
  assert.deepEqual(told.slice(2), ['second b']);
});

test('one function may listen twice, and leaves one at a time', async () => {
  const listeners = new EventListeners<number>();
  let sum = 0;
  const add = (event: number): void => {
    sum += event;
  };
  const leave = listeners.add(add);
  listeners.add(add);
  listeners.emit(1);
  await Promise.resolve();
  leave();
  listeners.emit(10);
  await Promise.resolve();
  assert.equal(sum, 12);
});
