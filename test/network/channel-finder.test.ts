import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ChannelFinder } from '../../src/network/channel-finder.ts';
import { ChannelRegistry } from '../../src/network/channel-registry.ts';
import { PeerChannel } from '../../src/network/peer-channel.ts';
import { NO_ID } from '../../src/network/random-id.ts';
import { unnotedFailures } from '../base/noted-failures.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { plainHello } from './session-pair.ts';

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

describe('the channel of an accepted session', () => {
  const helloOf = (channelId: string): typeof plainHello => ({ ...plainHello, channelId });

  test('is a known one of that peer, or a new one', () => {
    const registry = new ChannelRegistry();
    const known = channelOf('alice');
    registry.add(known);
    const fresh = channelOf('alice');
    const asked: string[] = [];
    const make = (peerId: string, channelId: string): PeerChannel => {
      asked.push(`${peerId} ${channelId}`);
      return fresh;
    };
    const finder = new ChannelFinder(registry, make);
    const binding = finder.bindingOf('alice');
    assert.equal(binding.hello(helloOf(known.channelId)).channelId, known.channelId);
    assert.equal(binding.channelOf(helloOf(known.channelId)), known);
    assert.equal(finder.channel, undefined);
    const other = new ChannelFinder(registry, make);
    assert.equal(other.bindingOf('mallory').channelOf(helloOf(known.channelId)), fresh);
    other.bindingOf('mallory').hello(helloOf(known.channelId));
    assert.deepEqual([other.channel, asked], [fresh, [`mallory ${known.channelId}`]]);
  });

  test('is none that this side dials for', () => {
    const registry = new ChannelRegistry();
    const own = channelOf('alice', 'initiator');
    registry.add(own);
    const binding = new ChannelFinder(registry, () => assert.fail()).bindingOf('alice');
    assert.throws(() => binding.hello(helloOf(own.channelId)), { code: 'MALFORMED', message: /another initiator/u });
  });
});
