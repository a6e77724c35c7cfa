import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import type { Channel } from '../../src/network/channel.ts';
import { DirectSender } from '../../src/network/direct-sender.ts';
import { channelPair } from './channel-pair.ts';

const text = (message: Uint8Array): string => Buffer.from(message).toString();

describe('the direct sender', () => {
  it('brings a message over one hop and counts it', async () => {
    const { initiator, responder } = await channelPair();
    const seen: string[] = [];
    responder.onMessage((message) => seen.push(text(message)));
    const router = new DirectSender(() => Promise.resolve(initiator));
    const receipt = await router.route(initiator.peerId, Buffer.from('hello'));
    assert.equal(receipt.sequence, 1);
    assert.deepEqual(seen, ['hello']);
    assert.deepEqual(router.statistics(), { delivered: 1, failed: 0, underWay: 0 });
    await initiator.close();
  });

  it('keeps the order of messages to one peer while a channel is being opened, and opens one only', async () => {
    const { initiator, responder } = await channelPair();
    const seen: string[] = [];
    responder.onMessage((message) => seen.push(text(message)));
    const opening = Promise.withResolvers<Channel>();
    let openings = 0;
    const router = new DirectSender(() => {
      openings += 1;
      return opening.promise;
    });
    const routed = Array.from({ length: 20 }, (_, i) => router.route(initiator.peerId, Buffer.from(String(i))));
    assert.equal(router.statistics().underWay, 20);
    opening.resolve(initiator);
    await Promise.all(routed);
    assert.equal(openings, 1);
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => String(i)),
    );
    await initiator.close();
  });

  it('does not let one peer that cannot be reached hold up another', async () => {
    const { initiator, responder } = await channelPair();
    responder.onMessage(() => undefined);
    const never = Promise.withResolvers<Channel>();
    const router = new DirectSender((peerId) =>
      peerId === initiator.peerId ? Promise.resolve(initiator) : never.promise,
    );
    const stuck = router.route('qf1stuck', Buffer.from('x'));
    await router.route(initiator.peerId, Buffer.from('y'));
    never.reject(new QForgeError('PEER_UNKNOWN', { peer: 'qf1stuck' }));
    await assert.rejects(stuck, { code: 'PEER_UNKNOWN' });
    assert.deepEqual(router.statistics(), { delivered: 1, failed: 1, underWay: 0 });
    await initiator.close();
  });

  it('sends nothing for who has called it off while the channel was being opened', async () => {
    const { initiator, responder } = await channelPair();
    const seen: string[] = [];
    responder.onMessage((message) => seen.push(text(message)));
    const opening = Promise.withResolvers<Channel>();
    const router = new DirectSender(() => opening.promise);
    const stop = new AbortController();
    const off = router.route(initiator.peerId, Buffer.from('off'), { signal: stop.signal });
    const on = router.route(initiator.peerId, Buffer.from('on'), { signal: new AbortController().signal });
    stop.abort();
    await assert.rejects(off, { code: 'CANCELLED' });
    opening.resolve(initiator);
    await on;
    assert.deepEqual(seen, ['on']);
    assert.deepEqual(router.statistics(), { delivered: 1, failed: 1, underWay: 0 });
    await initiator.close();
  });

  it('stops waiting for a peer that does not acknowledge when it is told to', async () => {
    const { initiator, responder } = await channelPair();
    const stop = new AbortController();
    const router = new DirectSender(() => Promise.resolve(initiator));
    const waiting = router.route(initiator.peerId, Buffer.from('x'), { signal: stop.signal });
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await assert.rejects(waiting, { code: 'CANCELLED' });
    await assert.rejects(initiator.send(Buffer.from('y'), { signal: stop.signal }), { code: 'CANCELLED' });
    // What was under way arrives all the same; what was called off before it began does not.
    const seen: string[] = [];
    responder.onMessage((message) => seen.push(text(message)));
    await initiator.send(Buffer.from('z'));
    assert.deepEqual(seen, ['x', 'z']);
    await initiator.close();
  });

  it('tries anew after a failed opening', async () => {
    const { initiator, responder } = await channelPair();
    responder.onMessage(() => undefined);
    let attempts = 0;
    const router = new DirectSender(() => {
      attempts += 1;
      const failure = new QForgeError('CONNECTION_REFUSED', { address: 'tcp://127.0.0.1:1' });
      return attempts === 1 ? Promise.reject(failure) : Promise.resolve(initiator);
    });
    await assert.rejects(router.route(initiator.peerId, Buffer.from('a')), { code: 'CONNECTION_REFUSED' });
    await router.route(initiator.peerId, Buffer.from('b'));
    assert.equal(attempts, 2);
    await initiator.close();
  });
});
