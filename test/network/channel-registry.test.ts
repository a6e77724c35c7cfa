import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { ChannelRegistry, MAX_WAITING_CHANNELS_PER_PEER } from '../../src/network/channel-registry.ts';
import { PeerChannel } from '../../src/network/peer-channel.ts';
import { NO_ID } from '../../src/network/random-id.ts';
import { unnotedFailures } from '../base/noted-failures.ts';
import { ManualClock } from '../client/manual-clock.ts';

let made = 0;

/** A channel that waits for its first session. */
function channelOf(peerId: string, role: 'initiator' | 'responder' = 'responder'): PeerChannel {
  made += 1;
  const channelId = made.toString(16).padStart(32, '0');
  return new PeerChannel({
    channelId,
    outboundId: NO_ID,
    role,
    peerId,
    clock: new ManualClock(),
    failures: unnotedFailures,
  });
}

const gone = new QForgeError('CONNECTION_LOST', { peer: 'x', reason: 'y' });

describe('the channels of a device', () => {
  test('are found by their peer and their ID together', () => {
    const registry = new ChannelRegistry();
    const [one, two] = [channelOf('alice'), channelOf('alice')];
    for (const channel of [one, two]) registry.add(channel);
    assert.equal(registry.find('alice', one.channelId), one);
    assert.equal(registry.find('mallory', one.channelId), undefined, 'an ID of another peer opens nothing');
    assert.deepEqual([registry.to('alice'), registry.to('bob'), registry.size], [[one, two], [], 2]);
  });

  test('are kept when they are closed until they are taken out, and not shown', () => {
    const registry = new ChannelRegistry();
    const channel = channelOf('alice');
    registry.add(channel);
    channel.abort(gone);
    assert.deepEqual([registry.live, registry.to('alice'), registry.size], [[], [], 1]);
    assert.equal(registry.find('alice', channel.channelId), channel);
    registry.remove(channel);
    registry.remove(channel);
    assert.deepEqual([registry.find('alice', channel.channelId), registry.size], [undefined, 0]);
  });

  test('that wait for a peer are bounded: the oldest is given up', async () => {
    const registry = new ChannelRegistry();
    const own = channelOf('alice', 'initiator');
    registry.add(own);
    const waiting = Array.from({ length: MAX_WAITING_CHANNELS_PER_PEER + 3 }, () => channelOf('alice'));
    for (const channel of waiting) registry.add(channel);
    registry.add(channelOf('bob'));
    assert.equal(registry.size, MAX_WAITING_CHANNELS_PER_PEER + 2);
    for (const channel of waiting.slice(0, 3)) assert.equal((await channel.closed)?.code, 'CONNECTION_LOST');
    assert.equal(waiting[3]?.state, 'reconnecting');
    assert.equal(own.state, 'reconnecting', 'those that this side dials for are its own affair');
  });
});
