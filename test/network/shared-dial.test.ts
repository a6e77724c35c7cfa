import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Channel } from '../../src/network/channel.ts';
import { type DialPlan, SharedDial } from '../../src/network/shared-dial.ts';
import { channelPair } from './channel-pair.ts';

/** A dial whose attempt the test ends; it fails when it is given up, as one of a socket does. */
class Rig {
  readonly attempt = Promise.withResolvers<Channel>();
  signal: AbortSignal | undefined;
  overs = 0;
  readonly dial: SharedDial;

  constructor(peersOwn: DialPlan['peersOwn'] = () => undefined) {
    this.dial = new SharedDial({
      open: (signal) => {
        this.signal = signal;
        signal.addEventListener('abort', () => this.attempt.reject(new Error('given up')));
        return this.attempt.promise;
      },
      peersOwn,
      onOver: () => (this.overs += 1),
    });
  }
}

describe('a dial that is shared', () => {
  test('gives its channel to all who wait, and its failure too', async () => {
    const { initiator } = await channelPair();
    const [good, bad] = [new Rig(), new Rig()];
    const both = [good.dial.channel('bob', undefined), good.dial.channel('bob', new AbortController().signal)];
    good.attempt.resolve(initiator);
    assert.deepEqual(await Promise.all(both), [initiator, initiator]);
    assert.equal(good.signal?.aborted, false);
    bad.attempt.reject(new RangeError('no route'));
    await assert.rejects(bad.dial.channel('bob', undefined), RangeError);
    await bad.dial.over();
    assert.ok(good.overs > 0 && bad.overs > 0);
    await initiator.close();
  });

  test('goes on for the others when one of them leaves, and ends with the last', async () => {
    const { attempt, dial, signal, overs } = new Rig();
    const [first, second] = [new AbortController(), new AbortController()];
    const leaves = dial.channel('bob', first.signal);
    const stays = dial.channel('bob', second.signal);
    first.abort();
    await assert.rejects(leaves, { code: 'CANCELLED' });
    assert.deepEqual([signal?.aborted, overs], [false, 0]);
    second.abort();
    await assert.rejects(stays, { code: 'CANCELLED' });
    assert.equal(signal?.aborted, true);
    await assert.rejects(attempt.promise, { message: 'given up' });
  });

  test('gives the channel of the peer when that has come through', async () => {
    const { initiator } = await channelPair();
    const { dial } = new Rig(() => initiator);
    const waiting = dial.channel('bob', undefined);
    dial.supersede();
    assert.equal(await waiting, initiator);
    await initiator.close();
  });

  test('fails as it failed when the channel of the peer is gone again', async () => {
    const { dial } = new Rig();
    const waiting = dial.channel('bob', undefined);
    dial.supersede();
    await assert.rejects(waiting, { message: 'given up' });
  });
});
