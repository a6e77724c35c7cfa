import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import type { ChannelEvent } from '../../src/network/channel.ts';
import type { ChannelSession } from '../../src/network/channel-session.ts';
import type { PeerChannel } from '../../src/network/peer-channel.ts';
import { NotedFailures } from '../base/noted-failures.ts';
import { channelPair, connectPair } from './channel-pair.ts';

const text = (message: Uint8Array): string => Buffer.from(message).toString();
const turns = async (): Promise<void> => {
  for (let count = 0; count < 5; count += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** What a network does that tears a connection. */
function cut(sessions: readonly ChannelSession[]): void {
  for (const session of sessions) {
    session.abort(new QForgeError('CONNECTION_LOST', { peer: 'the other', reason: 'it was torn' }));
  }
}

function record(channel: PeerChannel): { readonly events: ChannelEvent[]; readonly seen: string[] } {
  const events: ChannelEvent[] = [];
  const seen: string[] = [];
  channel.onEvent((event) => events.push(event));
  channel.onMessage((message, number) => seen.push(`${number} ${text(message)}`));
  return { events, seen };
}

describe('a channel that is cut', () => {
  test('keeps its promises and messages for the next session', async () => {
    const { initiator, responder, buffers, sessions } = await channelPair();
    const [near, far] = [record(initiator), record(responder)];
    await initiator.send(Buffer.from('before'));
    cut(sessions);
    assert.deepEqual([initiator.state, initiator.isOpen, responder.state], ['reconnecting', true, 'reconnecting']);
    const sending = [initiator.send(Buffer.from('during')), responder.send(Buffer.from('back'))];
    assert.equal(initiator.post(Buffer.from('posted')), true);
    await turns();
    assert.deepEqual(far.seen, ['1 before']);
    await connectPair(initiator, responder, buffers);
    assert.deepEqual([(await sending[0])?.sequence, (await sending[1])?.sequence], [2, 1]);
    assert.deepEqual([near.seen, far.seen], [['1 back'], ['1 before', '2 during', '3 posted']]);
    assert.deepEqual([initiator.state, responder.state], ['open', 'open']);
    assert.deepEqual(
      near.events.map(({ type }) => type),
      ['reconnecting', 'resumed'],
    );
    const resumed = near.events[1];
    assert.ok(resumed?.type === 'resumed' && resumed.resent === 2 && !resumed.peerLostState);
    const statistics = initiator.statistics();
    assert.deepEqual([statistics.sessions, statistics.messagesResent, statistics.messagesAcknowledged], [2, 2, 3]);
    await initiator.close();
    assert.equal(buffers.inUse, 0);
  });

  test('opens no stream and sends no ping meanwhile, and says so; what was open fails', async () => {
    const { initiator, responder, buffers, sessions } = await channelPair();
    const stream = initiator.openStream(Buffer.from('x'));
    const reading = stream.readExactly(1);
    cut(sessions);
    await assert.rejects(reading, { code: 'CONNECTION_LOST' });
    assert.throws(() => initiator.openStream(Buffer.from('y')), { code: 'CHANNEL_RECONNECTING' });
    await assert.rejects(initiator.ping(), { code: 'CHANNEL_RECONNECTING' });
    let isOpen = false;
    const opened = initiator.opened().then(() => {
      isOpen = true;
    });
    await turns();
    assert.equal(isOpen, false);
    const streams: string[] = [];
    responder.onStream((peer) => streams.push(text(peer.header)));
    await connectPair(initiator, responder, buffers);
    await opened;
    await initiator.opened();
    initiator.openStream(Buffer.from('z'));
    await initiator.ping();
    assert.deepEqual(streams, ['z'], 'a handler for streams is there for every session');
    await initiator.close();
  });

  test('delivers what one side had received and not taken once, over any number of cuts', async () => {
    const { initiator, responder, buffers, sessions } = await channelPair();
    const sending = Array.from({ length: 20 }, (_, index) => initiator.send(Buffer.from(`m${index}`)));
    await initiator.ping();
    let last: readonly ChannelSession[] = sessions;
    for (let count = 0; count < 3; count += 1) {
      cut(last);
      last = await connectPair(initiator, responder, buffers);
    }
    const { seen } = record(responder);
    await Promise.all(sending);
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, index) => `${index + 1} m${index}`),
    );
    assert.deepEqual(responder.inbound.taken, 20);
    assert.equal(initiator.statistics().messagesResent, 0, 'what had come was not sent again');
    await initiator.close();
  });

  test('by a changed record goes on as after any other cut', async () => {
    let isChanging = false;
    const { initiator, responder, buffers } = await channelPair({
      between: (connection) => ({
        remoteAddress: 'memory://changed',
        queuedBytes: 0,
        attach: (handler) => connection.attach(handler),
        write: (bytes, onWritten) => connection.write(isChanging ? Buffer.from(bytes).fill(0, 4) : bytes, onWritten),
        pause: () => connection.pause(),
        resume: () => connection.resume(),
        end: () => connection.end(),
        destroy: () => connection.destroy(),
      }),
    });
    const { seen, events } = record(responder);
    isChanging = true;
    const sending = initiator.send(Buffer.from('again'));
    await turns();
    assert.equal(responder.state, 'reconnecting');
    await connectPair(initiator, responder, buffers);
    await sending;
    assert.deepEqual(seen, ['1 again']);
    assert.ok(events[0]?.type === 'reconnecting' && events[0].reason.code === 'RECORD_INVALID');
    await initiator.close();
  });
});

describe('a channel whose session is replaced while it lives', () => {
  test('loses nothing: messages go over the new one, streams end on the old one', async () => {
    const { initiator, responder, buffers, sessions } = await channelPair();
    const { seen } = record(responder);
    responder.onStream((peer) => {
      void (async () => {
        for await (const chunk of peer) await peer.write(chunk);
        await peer.end();
      })();
    });
    const stream = initiator.openStream(Buffer.from('echo'));
    await stream.write(Buffer.from('one'));
    initiator.post(Buffer.from('a'));
    await connectPair(initiator, responder, buffers);
    assert.deepEqual([initiator.state, sessions[0].isOpen], ['open', true], 'the old one has a stream');
    initiator.post(Buffer.from('b'));
    await stream.write(Buffer.from('two'));
    await stream.end();
    assert.equal(text(await stream.readExactly(6)), 'onetwo');
    for await (const chunk of stream) assert.fail(`${chunk.length} bytes too many`);
    await turns();
    assert.deepEqual([sessions[0].isOpen, sessions[1].isOpen], [false, false], 'without streams it is closed');
    await initiator.send(Buffer.from('c'));
    assert.deepEqual(seen, ['1 a', '2 b', '3 c']);
    assert.deepEqual([initiator.state, responder.state, initiator.isBusy], ['open', 'open', false]);
    await initiator.close();
    assert.equal(buffers.inUse, 0);
  });

  test('closes the old session at once when it has no streams, and is not closed by that', async () => {
    const { initiator, responder, buffers, sessions } = await channelPair();
    const events = record(responder).events;
    await connectPair(initiator, responder, buffers);
    await turns();
    assert.deepEqual([sessions[0].isOpen, sessions[1].isOpen], [false, false]);
    assert.deepEqual([initiator.state, responder.state], ['open', 'open']);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['resumed'],
    );
    await responder.close();
    assert.equal(await initiator.closed, undefined);
  });
});

describe('the end of a channel', () => {
  test('at the end of a block that has it is by agreement', async () => {
    const { initiator, responder } = await channelPair();
    const { seen } = record(responder);
    {
      await using channel = initiator;
      await channel.send(Buffer.from('once'));
    }
    assert.deepEqual([seen, initiator.isOpen, await responder.closed], [['1 once'], false, undefined]);
  });

  test('by agreement is known to both; later sessions are told so', async () => {
    const { initiator, responder, buffers } = await channelPair();
    await responder.close();
    assert.equal(await initiator.closed, undefined);
    assert.deepEqual([initiator.state, initiator.endedByAgreement], ['closed', true]);
    await assert.rejects(initiator.opened(), { code: 'CHANNEL_CLOSED' });
    assert.throws(() => initiator.openStream(Buffer.from('x')), { code: 'CHANNEL_CLOSED' });
    await connectPair(initiator, responder, buffers).catch(() => undefined);
    await turns();
    assert.deepEqual([initiator.state, responder.state, buffers.inUse], ['closed', 'closed', 0]);
  });

  test('while it reconnects fails what waits, and a later session of the other side is closed', async () => {
    const { initiator, responder, buffers, sessions } = await channelPair();
    cut(sessions);
    const sending = responder.send(Buffer.from('x'));
    const failed = assert.rejects(sending, { code: 'CHANNEL_CLOSED' });
    const opened = assert.rejects(responder.opened(), { code: 'CHANNEL_CLOSED' });
    await responder.close();
    await Promise.all([failed, opened]);
    assert.equal(responder.endedByAgreement, false);
    await connectPair(initiator, responder, buffers);
    assert.equal(await initiator.closed, undefined, 'the initiator has heard of it');
  });

  test('by a handler that throws is final: the message does not come again and again', async () => {
    const { initiator, responder } = await channelPair();
    responder.onMessage(() => {
      throw new TypeError('an application’s mistake');
    });
    initiator.post(Buffer.from('x'));
    assert.equal((await responder.closed)?.code, 'INTERNAL');
    assert.equal(responder.state, 'closed');
    await turns();
    assert.equal(initiator.state, 'reconnecting', 'only this side knows');
    initiator.abort(new QForgeError('CHANNEL_CLOSED', { peer: 'bob' }));
    assert.equal((await initiator.closed)?.code, 'CHANNEL_CLOSED');
  });

  test('is not the end where a listener, or what a handler does later, fails: that is noted', async () => {
    const noted = new NotedFailures();
    const { initiator, responder, buffers, sessions } = await channelPair({ failures: noted.failures });
    const types: string[] = [];
    responder.onEvent(() => {
      throw new TypeError('a listener’s mistake');
    });
    responder.onEvent(() => Promise.reject(new TypeError('its later mistake')));
    responder.onEvent(({ type }) => types.push(type));
    responder.onMessage(() => Promise.reject(new TypeError('a handler’s mistake')));
    responder.onStream(() => Promise.reject(new TypeError('a stream handler’s mistake')));
    const { sequence } = await initiator.send(Buffer.from('x'));
    assert.equal(sequence, 1, 'its return has acknowledged it');
    await assert.rejects(initiator.openStream(Buffer.from('y')).readExactly(1), { code: 'STREAM_RESET' });
    cut(sessions);
    await connectPair(initiator, responder, buffers);
    await turns();
    assert.deepEqual(types, ['reconnecting', 'resumed']);
    assert.equal(responder.state, 'open');
    const events = ['channel-events: a listener’s mistake', 'channel-events: its later mistake'];
    assert.deepEqual(noted.logged.toSorted(), [
      ...events.flatMap((line) => [line, line]),
      'messages: a handler’s mistake',
      'streams: a stream handler’s mistake',
    ]);
    await initiator.close();
  });

  test('is told to listeners, and to nobody who has left', async () => {
    const { initiator } = await channelPair();
    const events: string[] = [];
    const leave = initiator.onEvent(({ type }) => events.push(`gone ${type}`));
    initiator.onEvent(({ type }) => events.push(type));
    leave();
    await initiator.close();
    await turns();
    assert.deepEqual(events, ['closed']);
  });
});

describe('keys of a channel', () => {
  test('are replaced when asked for, by either side, and both hear of it', async () => {
    const { initiator, responder } = await channelPair();
    const [near, far] = [record(initiator), record(responder)];
    responder.rekey();
    await initiator.ping();
    await initiator.ping();
    initiator.rekey();
    await initiator.ping();
    await initiator.send(Buffer.from('under the third keys'));
    assert.deepEqual([initiator.statistics().rekeys, responder.statistics().rekeys], [2, 2]);
    for (const { events } of [near, far]) {
      assert.deepEqual(events, [
        { type: 'rekeyed', sharedKeys: 0 },
        { type: 'rekeyed', sharedKeys: 0 },
      ]);
    }
    await initiator.close();
  });
});
