import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { EventHub } from '../../src/base/index.ts';
import { NotedFailures, unnotedFailures } from './noted-failures.ts';

test('events come in order, after what is happening, to each listener once for each time that it was added', async () => {
  const hub = new EventHub<number>('channels', unnotedFailures);
  assert.equal(hub.isHeard, false);
  const heard: string[] = [];
  const listener = (event: number): unknown => heard.push(`a${event}`);
  const stops = [hub.add(listener), hub.add(listener), hub.add((event) => heard.push(`b${event}`))];
  assert.equal(hub.isHeard, true);
  hub.tell(1);
  hub.tell(2);
  assert.deepEqual(heard, [], 'not in the middle of it');
  await turn();
  assert.deepEqual(heard, ['a1', 'a1', 'b1', 'a2', 'a2', 'b2']);
  stops[0]?.();
  stops[0]?.();
  hub.tell(3);
  await turn();
  assert.deepEqual(heard.slice(6), ['a3', 'b3']);
  hub.tell(4);
  for (const stop of stops) stop();
  await turn();
  assert.deepEqual(heard.slice(8), [], 'who has stopped hears nothing more, also of what was told before');
  assert.equal(hub.isHeard, false);
});

test('what is told now is heard before the call returns', () => {
  const hub = new EventHub<string>('channels', unnotedFailures);
  const heard: string[] = [];
  const stop = hub.add((event) => heard.push(event));
  hub.tellNow('a');
  assert.deepEqual(heard, ['a']);
  hub.add(() => stop());
  hub.add((event) => heard.push(`other ${event}`));
  hub.tellNow('b');
  hub.tellNow('c');
  assert.deepEqual(heard.slice(1), ['b', 'other b', 'other c'], 'who stops another while all are told harms nobody');
});

for (const way of ['tell', 'tellNow'] as const) {
  test(`a listener that throws or rejects is noted, and the others hear: ${way}`, async () => {
    const noted = new NotedFailures();
    const hub = new EventHub<number>('router-events', noted.failures);
    const heard: number[] = [];
    hub.add(() => {
      throw new RangeError('at once');
    });
    hub.add(() => Promise.reject(new RangeError('later')));
    hub.add((event) => heard.push(event));
    hub[way](7);
    await turn();
    assert.deepEqual(heard, [7]);
    assert.deepEqual(noted.logged, ['router-events: at once', 'router-events: later']);
    assert.equal(noted.counted.length, 2);
  });
}
