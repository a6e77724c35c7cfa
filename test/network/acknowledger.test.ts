import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Acknowledger } from '../../src/network/acknowledger.ts';
import { ACK_STEP_BYTES } from '../../src/network/record-limits.ts';
import { ManualClock } from '../client/manual-clock.ts';

class Rig {
  readonly clock = new ManualClock();
  readonly receiver = { taken: 0, takenBytes: 0 };
  readonly acknowledger = new Acknowledger(this.receiver, this.clock);
  readonly told: number[] = [];
  readonly session = {
    isCongested: false,
    hasWaitingFrames: false,
    sendAck: (number: number) => this.told.push(number),
  };

  constructor() {
    this.acknowledger.attach(this.session);
  }

  take(bytes = 1): void {
    this.receiver.taken += 1;
    this.receiver.takenBytes += bytes;
  }
}

describe('acknowledgements', () => {
  test('speak once for everything that a turn has taken', () => {
    const rig = new Rig();
    for (let count = 0; count < 3; count += 1) {
      rig.take();
      rig.acknowledger.recordRead();
    }
    assert.deepEqual(rig.told, []);
    rig.clock.advance(0);
    assert.deepEqual(rig.told, [3]);
    rig.acknowledger.recordRead();
    rig.clock.advance(0);
    assert.deepEqual([rig.told, rig.clock.pendingCalls], [[3], 0], 'nothing new is nothing to tell');
  });

  test('go at once with a record that leaves anyway', () => {
    const rig = new Rig();
    rig.session.hasWaitingFrames = true;
    rig.take();
    rig.acknowledger.recordRead();
    assert.deepEqual(rig.told, [1]);
  });

  test('go at once when much of the window waits for them', () => {
    const rig = new Rig();
    rig.take(ACK_STEP_BYTES - 1);
    rig.acknowledger.recordRead();
    assert.deepEqual(rig.told, []);
    rig.take(1);
    rig.acknowledger.recordRead();
    assert.deepEqual(rig.told, [2]);
    rig.take(ACK_STEP_BYTES - 1);
    rig.acknowledger.recordRead();
    assert.deepEqual(rig.told, [2], 'counted anew after each');
  });

  test('wait for a peer that reads', () => {
    const rig = new Rig();
    rig.session.isCongested = true;
    rig.take();
    rig.acknowledger.tell();
    assert.deepEqual(rig.told, []);
    rig.session.isCongested = false;
    rig.acknowledger.tell();
    assert.deepEqual(rig.told, [1]);
  });

  test('are made again on the next session, since the last may not have arrived', () => {
    const rig = new Rig();
    rig.take();
    rig.acknowledger.tell();
    rig.acknowledger.detach();
    rig.take();
    rig.acknowledger.tellLater();
    rig.clock.advance(0);
    assert.deepEqual(rig.told, [1], 'nobody is there');
    rig.acknowledger.attach(rig.session);
    rig.acknowledger.tell();
    assert.deepEqual(rig.told, [1, 2]);
    rig.acknowledger.attach(rig.session);
    rig.acknowledger.tell();
    assert.deepEqual(rig.told, [1, 2, 2]);
  });
});
