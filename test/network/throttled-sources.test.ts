import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_THROTTLED_SOURCES, ThrottledSources } from '../../src/network/throttled-sources.ts';
import { ManualClock } from '../client/manual-clock.ts';

describe('throttled sources', () => {
  test('may begin one handshake in ten seconds, for as long as was said; others as many as they like', () => {
    const clock = new ManualClock();
    const throttled = new ThrottledSources(clock);
    const admitted = (source: string, attempts: number): number =>
      Array.from({ length: attempts }).filter(() => throttled.admits(source)).length;
    throttled.add('192.0.2.1', 60_000);
    assert.equal(admitted('192.0.2.1', 10), 1);
    assert.equal(admitted('192.0.2.2', 10), 10);
    clock.advance(20_000);
    assert.equal(admitted('192.0.2.1', 10), 1, 'nothing is saved up');
    clock.advance(40_000);
    assert.equal(admitted('192.0.2.1', 10), 10);
  });

  test('are no more than the limit', () => {
    const throttled = new ThrottledSources(new ManualClock());
    for (let index = 0; index <= MAX_THROTTLED_SOURCES; index += 1) throttled.add(`source ${index}`, 60_000);
    assert.deepEqual([throttled.admits('source 0'), throttled.admits('source 0')], [true, true]);
    assert.deepEqual([throttled.admits('source 1'), throttled.admits('source 1')], [true, false]);
  });
});
