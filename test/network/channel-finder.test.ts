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
function channelOf(peerId: string, role: 'initiator' | 'responder' = 'responder', ofId?: string): PeerChannel {
  made += 1;
  const channelId = ofId ?? made.toString(16).padStart(32, '0');
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
    assert.equal(finder.helloFor('alice', known.channelId).channelId, known.channelId);
    assert.equal(finder.channelOf(helloOf(known.channelId)), known);
    assert.equal(finder.channel, undefined, 'it is not new');
    const other = new ChannelFinder(registry, make);
    other.helloFor('mallory', known.channelId);
    assert.equal(other.channel, undefined, 'the session is not there yet');
    assert.equal(other.channelOf(helloOf(fresh.channelId)), fresh);
    assert.deepEqual([other.channel, asked], [fresh, [`mallory ${known.channelId}`]]);
  });

  test('is none that this side dials for', () => {
    const registry = new ChannelRegistry();
    const own = channelOf('alice', 'initiator');
    registry.add(own);
    const finder = new ChannelFinder(registry, () => assert.fail());
    const refused = { code: 'MALFORMED', message: /another initiator/u };
    assert.throws(() => finder.helloFor('alice', own.channelId), refused);
  });

  test('is the one that the handshake was about', () => {
    const registry = new ChannelRegistry();
    const [known, other] = [channelOf('alice'), channelOf('alice')];
    registry.add(known);
    registry.add(other);
    const finder = new ChannelFinder(registry, () => assert.fail());
    const refused = { code: 'MALFORMED', message: /another channel than the handshake/u };
    assert.throws(() => finder.channelOf(helloOf(known.channelId)), refused, 'there was none');
    finder.helloFor('alice', known.channelId);
    assert.throws(() => finder.channelOf(helloOf(other.channelId)), refused);
  });

  test('is none that was begun, or given up, since the peer was told of it', () => {
    const registry = new ChannelRegistry();
    const id = channelOf('alice').channelId;
    const made: PeerChannel[] = [];
    const make = (peerId: string): PeerChannel => {
      const channel = channelOf(peerId, 'responder', id);
      made.push(channel);
      return channel;
    };
    const [first, second] = [new ChannelFinder(registry, make), new ChannelFinder(registry, make)];
    first.helloFor('alice', id);
    second.helloFor('alice', id);
    const begun = first.channelOf(helloOf(id));
    assert.equal(begun, made[0]);
    registry.add(made[0] ?? assert.fail());
    const lost = { code: 'CONNECTION_LOST', message: /begun anew meanwhile/u };
    assert.throws(() => second.channelOf(helloOf(id)), lost);
    assert.equal(second.channel, undefined);
    const later = new ChannelFinder(registry, make);
    later.helloFor('alice', id);
    assert.equal(later.channelOf(helloOf(id)), begun);
  });
});
