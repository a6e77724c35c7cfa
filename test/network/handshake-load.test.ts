import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURES_FORGOTTEN_PER_SECOND, HandshakeLoad, LOAD_THRESHOLD } from '../../src/network/handshake-load.ts';
import { ManualClock } from '../client/manual-clock.ts';

function fail(load: HandshakeLoad, times: number): void {
  for (let index = 0; index < times; index++) load.failed();
}

describe('the load of handshakes', () => {
  test('is high from so many under way on', () => {
    const load = new HandshakeLoad(new ManualClock());
    assert.equal(load.isHigh(LOAD_THRESHOLD - 1), false);
    assert.equal(load.isHigh(LOAD_THRESHOLD), true);
    assert.equal(load.isHigh(0), false);
  });

  test('is high after so many failures, also together with those under way', () => {
    const load = new HandshakeLoad(new ManualClock());
    fail(load, LOAD_THRESHOLD - 1);
    assert.equal(load.isHigh(0), false);
    assert.equal(load.isHigh(1), true);
    load.failed();
    assert.equal(load.isHigh(0), true);
  });

  test('fades at the stated rate', () => {
    const clock = new ManualClock();
    const load = new HandshakeLoad(clock);
    fail(load, LOAD_THRESHOLD);
    clock.advance(1000);
    assert.equal(load.isHigh(FAILURES_FORGOTTEN_PER_SECOND - 1), false);
    assert.equal(load.isHigh(FAILURES_FORGOTTEN_PER_SECOND), true);
    clock.advance((1000 * LOAD_THRESHOLD) / FAILURES_FORGOTTEN_PER_SECOND);
    assert.equal(load.isHigh(LOAD_THRESHOLD - 1), false);
  });

  test('ends in bounded time after any number of failures', () => {
    const clock = new ManualClock();
    const load = new HandshakeLoad(clock);
    fail(load, 1_000_000);
    assert.equal(load.isHigh(0), true);
    clock.advance(1 + (1000 * LOAD_THRESHOLD) / FAILURES_FORGOTTEN_PER_SECOND);
    assert.equal(load.isHigh(0), false);
  });

  test('a flood is noticed above the rate that is forgotten, and only above it', () => {
    for (const [perSecond, expected] of [
      [FAILURES_FORGOTTEN_PER_SECOND - 2, false],
      [FAILURES_FORGOTTEN_PER_SECOND * 2, true],
    ] as const) {
      const clock = new ManualClock();
      const load = new HandshakeLoad(clock);
      for (let index = 0; index < 60 * perSecond; index++) {
        clock.advance(1000 / perSecond);
        load.failed();
      }
      assert.equal(load.isHigh(0), expected, `${perSecond} a second`);
    }
  });
});
