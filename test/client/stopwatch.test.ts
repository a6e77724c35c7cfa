import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Stopwatch } from '../../src/client/stopwatch.ts';
import { ManualClock } from './manual-clock.ts';

it('measures consecutive laps and the whole', () => {
  const clock = new ManualClock();
  const stopwatch = new Stopwatch(clock);
  clock.advance(3);
  assert.equal(stopwatch.lap(), 3);
  clock.advance(4);
  assert.equal(stopwatch.lap(), 4);
  assert.equal(stopwatch.lap(), 0);
  clock.advance(1);
  assert.equal(stopwatch.total(), 8);
});
