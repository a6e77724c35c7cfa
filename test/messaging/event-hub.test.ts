import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Logger, silentLogger } from '../../src/base/index.ts';
import { EventHub } from '../../src/messaging/event-hub.ts';

test('events come in order, after what is happening, to each listener once for each time that it was added', async () => {
  const hub = new EventHub<number>(silentLogger);
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

test('a listener that throws or rejects is logged, and the others hear', async () => {
  const reasons: unknown[] = [];
  const logger: Logger = { ...silentLogger, log: (_level, _area, _message, fields) => void reasons.push(fields) };
  const hub = new EventHub<number>(logger);
  const heard: number[] = [];
  hub.add(() => {
    throw new RangeError('at once');
  });
  hub.add(() => Promise.reject(new RangeError('later')));
  hub.add((event) => heard.push(event));
  hub.tell(7);
  await turn();
  assert.deepEqual(heard, [7]);
  assert.deepEqual(reasons, [{ reason: 'at once' }, { reason: 'later' }]);
});
