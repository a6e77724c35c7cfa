import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, systemClock } from '../../../src/base/index.ts';
import { openStreamClient, readKmeAccess } from '../../../src/qkd/etsi/kme-access.ts';
import { StreamClient } from '../../../src/qkd/etsi/stream-client.ts';
import { ServedNetwork } from '../kme/served-network.ts';
import { answering, ScriptedKme } from './scripted-kme.ts';

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);
const ID = '0123abcd-0000-4000-8000-000000000001';

async function streamClient(t: TestContext, network: ServedNetwork, sae: string): Promise<StreamClient> {
  const client = await openStreamClient(await readKmeAccess(network.accessOf(sae)), systemClock);
  t.after(() => client[Symbol.dispose]());
  return client;
}

async function take(client: StreamClient, id: string, chunks: number): Promise<readonly (readonly [number, string])[]> {
  const taken: (readonly [number, string])[] = [];
  for (let count = 0; count < chunks; count += 1) {
    const { status, chunk } = await client.getKey(id);
    assert.deepEqual([status, chunk?.simulated], [0, true]);
    taken.push([chunk?.index ?? -1, Buffer.from(chunk?.key.expose() ?? []).toString('hex')]);
  }
  return taken;
}

describe('a client of key streams over mutual TLS', () => {
  test('two SAEs at two key managers get the same stream, also over a restart', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 20);
    const [alice, bob, bea] = [
      await streamClient(t, network, 'alice'),
      await streamClient(t, network, 'bob'),
      await streamClient(t, network, 'bea'),
    ];
    const opened = await alice.openConnect({ source: 'alice', destination: 'bob' });
    assert.equal(opened.status, 1);
    const id = opened.streamId;
    assert.equal((await alice.getKey(id)).status, 3);
    assert.equal((await bob.openConnect({ source: 'alice', destination: 'bob', streamId: id })).status, 0);
    const ours = await take(alice, id, 3);
    assert.deepEqual(await take(bob, id, 2), ours.slice(0, 2));
    await assert.rejects(bea.getKey(id), code('KME_ACCESS_REFUSED', /not that of the caller/u));
    await assert.rejects(bob.getKey(id, 1), code('KME_REQUEST_REJECTED', /not found/u));
    for (const kme of ['kme-a', 'kme-b']) {
      await network.stopKme(kme);
      await network.startKme(kme);
    }
    const theirs = await take(bob, id, 2);
    assert.deepEqual(theirs[0], ours[2]);
    assert.deepEqual(await take(alice, id, 1), theirs.slice(1));
    await network.stopKme('kme-b');
    assert.equal((await alice.getKey(id)).status, 4);
    assert.equal(await alice.close(id), 0);
    await assert.rejects(alice.getKey(id), code('KME_REQUEST_REJECTED', /not open/u));
  });

  test('asks a key manager once, and takes no answer that does not fit', async (t) => {
    const chunk = { status: 0, index: 4, key_buffer: 'AAAA', metadata: { size: 18, buffer: '{"simulated":true}' } };
    const asked = async (document: object, index?: number): Promise<unknown> => {
      const kme = await ScriptedKme.start(t, answering(200, JSON.stringify(document)));
      using client = new StreamClient(kme.access);
      const answer = await client.getKey(ID, index).catch((error: unknown) => error);
      assert.equal(kme.requests, 1);
      return answer;
    };
    const right = (await asked(chunk, 4)) as Awaited<ReturnType<StreamClient['getKey']>>;
    assert.deepEqual([right.status, right.chunk?.index, right.chunk?.key.expose().length], [0, 4, 3]);
    const invalid = code('KME_ANSWER_INVALID');
    for (const wrong of [
      { ...chunk, index: 5 },
      { ...chunk, key_buffer: 'AAA' },
      { ...chunk, status: 9 },
      { ...chunk, metadata: undefined },
      { ...chunk, metadata: { size: 2, buffer: '{}' } },
      { status: 0 },
      {},
    ]) {
      assert.ok(invalid(await asked(wrong, 4)), JSON.stringify(wrong));
    }
    const lost = await ScriptedKme.start(t, (request) => request.socket.destroy());
    using client = new StreamClient(lost.access);
    await assert.rejects(client.getKey(ID), code('KME_REPLY_LOST', /get_key/u));
    assert.equal(lost.requests, 1);
  });
});
