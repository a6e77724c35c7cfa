import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KEEPALIVE_AFTER_MS, KEEPALIVE_PATIENCE_MS, SessionKeepalive } from '../../src/network/session-keepalive.ts';
import { ManualClock } from '../client/manual-clock.ts';

class Rig {
  readonly clock = new ManualClock();
  lastReceivedMs = this.clock.monotonicMs();
  readonly events: string[] = [];
  answers = true;
  readonly keepalive = new SessionKeepalive(this.clock, this);

  constructor() {
    this.keepalive.start();
  }

  probe(): void {
    this.events.push(`ping at ${this.clock.monotonicMs()}`);
    if (this.answers) this.lastReceivedMs = this.clock.monotonicMs();
  }

  onSilence(): void {
    this.events.push(`dead at ${this.clock.monotonicMs()}`);
  }

  pass(ms: number, step = 1000): void {
    for (let passed = 0; passed < ms; passed += step) this.clock.advance(step);
  }
}

describe('a silent peer', () => {
  test('is asked after 25 s, and as often as it stays silent otherwise', () => {
    const rig = new Rig();
    rig.pass(KEEPALIVE_AFTER_MS - 1000);
    assert.deepEqual(rig.events, []);
    rig.pass(1000);
    assert.deepEqual(rig.events, ['ping at 26000']);
    rig.pass(10 * 60_000);
    assert.ok(rig.events.length > 5 && !rig.events.join().includes('dead'), rig.events.join());
  });

  test('that does not answer within 50 s is dead, and asked once', () => {
    const rig = new Rig();
    rig.answers = false;
    rig.pass(KEEPALIVE_AFTER_MS + KEEPALIVE_PATIENCE_MS + 60_000);
    assert.deepEqual(rig.events, ['ping at 26000', 'dead at 76000']);
    assert.equal(rig.clock.pendingCalls, 0);
  });

  test('is not asked while it speaks', () => {
    const rig = new Rig();
    for (let second = 0; second < 300; second += 1) {
      rig.pass(1000);
      rig.lastReceivedMs = rig.clock.monotonicMs();
    }
    assert.deepEqual(rig.events, []);
  });

  test('is asked first by a process that was stopped for an hour', () => {
    const rig = new Rig();
    rig.clock.advance(3_600_000);
    assert.deepEqual(rig.events, ['ping at 3601000']);
    rig.pass(KEEPALIVE_PATIENCE_MS);
    assert.equal(rig.events.join().includes('dead'), false);
  });

  test('is left alone once the session is over', () => {
    const rig = new Rig();
    rig.keepalive.stop();
    rig.pass(200_000);
    assert.deepEqual([rig.events, rig.clock.pendingCalls], [[], 0]);
  });
});
