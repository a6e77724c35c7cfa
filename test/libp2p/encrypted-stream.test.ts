import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drained } from '../../src/libp2p/drained.ts';
import { closeOf, readAll, securedPair } from './session-rig.ts';

const words = Buffer.from('a sentence that nobody else should read');

/** Changes one bit of the next chunk that comes to a connection. */
function flipNext(connection: object): void {
  const target = connection as { onData: (data: { subarray(): Uint8Array }) => void };
  const { onData } = target;
  target.onData = (data) => {
    const bytes = data.subarray().slice();
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    target.onData = onData;
    onData.call(connection, bytes);
  };
}

describe('an encrypted stream', () => {
  test('carries bytes in both directions, and shows none of them', async () => {
    const { initiator, responder, wires } = await securedPair();
    const wire: Uint8Array[] = [];
    for (const end of wires) end.addEventListener('message', ({ data }) => wire.push(data.subarray().slice()));
    const [there, back] = [readAll(responder), readAll(initiator)];
    initiator.send(words);
    responder.send(Buffer.from('an answer'));
    await initiator.close();
    await responder.close();
    assert.deepEqual(await there, words);
    assert.equal((await back).toString(), 'an answer');
    assert.ok(Buffer.concat(wire).length > words.length);
    assert.ok(!Buffer.concat(wire).includes(words.subarray(0, 8)));
  });

  test('carries more than a record holds, in order, as fast as it is taken', async () => {
    const { initiator, responder } = await securedPair();
    const there = readAll(responder);
    const large = Buffer.alloc(700_001);
    for (let at = 0; at < large.length; at++) large[at] = (at * 31) % 251;
    for (let at = 0; at < large.length; at += 200_000) {
      if (!initiator.send(large.subarray(at, at + 200_000))) await drained(initiator);
    }
    await initiator.close();
    assert.deepEqual(await there, large);
  });

  test('ends each direction by itself: the other one goes on', async () => {
    const { initiator, responder, wires } = await securedPair();
    const [there, back] = [readAll(responder), readAll(initiator)];
    await initiator.close();
    assert.equal((await there).length, 0);
    assert.throws(() => initiator.send(words));
    responder.send(words);
    const closed = wires.map(closeOf);
    await responder.close();
    assert.deepEqual(await back, words);
    assert.deepEqual(await Promise.all(closed), [undefined, undefined], 'the second end closes the connection');
  });

  test('is aborted by a record that was changed, and gives nothing of it', async () => {
    const { initiator, responder, wires } = await securedPair();
    const heard: Uint8Array[] = [];
    responder.addEventListener('message', ({ data }) => heard.push(data.subarray()));
    const [closed, other] = [closeOf(responder), closeOf(initiator)];
    flipNext(wires[1]);
    initiator.send(words);
    const error = await closed;
    assert.equal((error as { code?: string } | undefined)?.code, 'RECORD_INVALID');
    assert.equal(heard.length, 0);
    assert.ok((await other) instanceof Error, 'the other side is told that it is over');
  });

  test('fails when the connection ends and the peer has not said so', async () => {
    const { initiator, responder, wires } = await securedPair();
    const there = assert.rejects(readAll(responder), { code: 'CHANNEL_TRUNCATED' });
    initiator.send(words);
    await wires[0].close();
    await there;
  });

  test('passes an abort on, in both directions', async () => {
    const { initiator, responder, wires } = await securedPair();
    const [closed, wire] = [closeOf(responder), closeOf(wires[0])];
    initiator.abort(new Error('no more'));
    assert.equal((await wire)?.message, 'no more');
    assert.ok((await closed) instanceof Error);
    assert.throws(() => initiator.send(words));
  });

  test('holds back while its reader pauses', async () => {
    const { initiator, responder } = await securedPair();
    const heard: string[] = [];
    responder.addEventListener('message', ({ data }) => heard.push(Buffer.from(data.subarray()).toString()));
    responder.pause();
    initiator.send(Buffer.from('later'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, []);
    const came = new Promise((resolve) => responder.addEventListener('message', resolve, { once: true }));
    responder.resume();
    await came;
    assert.deepEqual(heard, ['later']);
  });
});
