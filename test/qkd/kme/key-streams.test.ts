import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError, QForgeError } from '../../../src/base/index.ts';
import type { OpenStreamAnswer, StreamKeyAnswer } from '../../../src/qkd/etsi/stream-messages.ts';
import type { StreamQos } from '../../../src/qkd/etsi/stream-qos.ts';
import { MAX_STREAMS_PER_SAE } from '../../../src/qkd/kme/kme-limits.ts';
import { KmeRig, pairPlan, seededBytes } from './kme-rig.ts';

const code =
  (name: ErrorCode, reason: RegExp = /./u) =>
  (error: unknown): boolean =>
    isQForgeError(error, name) && reason.test(error.message);

const plainQos: StreamQos = {
  chunkBytes: 32,
  maxBps: 0,
  minBps: 0,
  jitter: 0,
  priority: 0,
  timeoutMs: 0,
  ttlSeconds: 0,
  metadataType: 'application/json',
};
const homeOf: Readonly<Record<string, string>> = { alice: 'kme-a', bob: 'kme-b', bea: 'kme-b' };

/** Calls of SAEs on the key managers of a rig. */
class Callers {
  readonly rig: KmeRig;

  constructor(rig: KmeRig) {
    this.rig = rig;
  }

  open(sae: string, streamId?: string, qos: Partial<StreamQos> = {}, peer?: string): Promise<OpenStreamAnswer> {
    const destination = peer ?? (sae === 'alice' ? 'bob' : 'alice');
    return this.#streams(sae).open(sae, { source: sae, destination, streamId, qos: { ...plainQos, ...qos } });
  }

  get(sae: string, streamId: string, index?: number, metadataBytes?: number): Promise<StreamKeyAnswer> {
    return this.#streams(sae).getKey(sae, { streamId, index, metadataBytes });
  }

  /** Number and key of a chunk. */
  async chunk(sae: string, streamId: string, index?: number): Promise<readonly [number, string]> {
    const { status, chunk } = await this.get(sae, streamId, index);
    assert.equal(status, 0);
    return [chunk?.index ?? -1, Buffer.from(chunk?.key.expose() ?? []).toString('hex')];
  }

  close(sae: string, streamId: string): Promise<void> {
    return this.#streams(sae).close(sae, streamId);
  }

  /** Opens a stream at both ends. */
  async pair(qos: Partial<StreamQos> = {}): Promise<string> {
    const first = await this.open('alice', undefined, qos);
    assert.equal(first.status, 1);
    assert.equal((await this.open('bob', first.streamId, qos)).status, 0);
    return first.streamId;
  }

  #streams(sae: string): ReturnType<KmeRig['kme']>['streams'] {
    return this.rig.kme(homeOf[sae] ?? '').streams;
  }
}

async function callersOf(t: TestContext, units = 40): Promise<Callers> {
  const rig = await KmeRig.open(t, pairPlan);
  if (units > 0) rig.fill('kme-a', 'kme-b', units);
  return new Callers(rig);
}

describe('a key stream', () => {
  test('gives both ends the key of the link in the same order, whoever asks first', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair();
    const link = seededBytes('block 1', 40 * 32);
    const unit = (number: number): string => Buffer.from(link.subarray(number * 32, (number + 1) * 32)).toString('hex');
    assert.deepEqual(await callers.chunk('bob', id), [0, unit(0)]);
    assert.deepEqual(await callers.chunk('bob', id), [1, unit(2)]);
    assert.deepEqual(await callers.chunk('alice', id), [0, unit(0)]);
    assert.deepEqual(await callers.chunk('alice', id), [1, unit(2)]);
    assert.deepEqual(await callers.chunk('alice', id, 2), [2, unit(4)]);
    assert.deepEqual(await callers.chunk('bob', id, 2), [2, unit(4)]);
  });

  test('cuts chunks of any size from whole units', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair({ chunkBytes: 40 });
    const [, ours] = await callers.chunk('alice', id);
    assert.equal(ours.length, 80);
    assert.deepEqual(await callers.chunk('bob', id), [0, ours]);
    assert.equal(callers.rig.kme('kme-a').status('alice', 'bob').storedKeyCount, 18);
  });

  test('gives no index twice to one end, under many calls at once neither', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair();
    await callers.chunk('alice', id, 0);
    await assert.rejects(callers.get('alice', id, 0), code('KME_REQUEST_REJECTED', /not found/u));
    const many = await Promise.all(
      ['alice', 'bob'].map((sae) => Promise.all(Array.from({ length: 8 }, () => callers.chunk(sae, id)))),
    );
    const [ours = [], theirs = []] = many;
    assert.deepEqual(
      ours.map(([index]) => index),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.deepEqual(theirs.slice(1), ours.slice(0, 7));
    assert.equal(new Set(ours.map(([, key]) => key)).size, 8);
    await assert.rejects(callers.get('bob', id, 99), code('KME_REQUEST_REJECTED', /not come/u));
  });

  test('keeps its position over restarts of both key managers', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair();
    const [first, second] = [await callers.chunk('alice', id), await callers.chunk('alice', id)];
    assert.deepEqual(await callers.chunk('bob', id), first);
    for (const kme of ['kme-a', 'kme-b']) await callers.rig.restart(kme);
    await assert.rejects(callers.get('bob', id, 0), code('KME_REQUEST_REJECTED', /not found/u));
    assert.deepEqual(await callers.chunk('bob', id), second);
    const third = await callers.chunk('bob', id);
    assert.deepEqual(third[0], 2);
    assert.deepEqual(await callers.chunk('alice', id), third);
  });

  test('says 2 when the pool is empty, and goes on when it is not', async (t) => {
    const callers = await callersOf(t, 2);
    const id = await callers.pair();
    const first = await callers.chunk('alice', id);
    for (const sae of ['alice', 'alice']) assert.equal((await callers.get(sae, id)).status, 2);
    assert.deepEqual(await callers.chunk('bob', id), first);
    assert.equal((await callers.get('bob', id)).status, 2);
    callers.rig.fill('kme-a', 'kme-b', 2);
    const [index] = await callers.chunk('bob', id);
    assert.equal(index, 1);
  });

  test('gives at most max_bps, a second at once', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair({ maxBps: 512 });
    const statuses = async (): Promise<readonly number[]> => {
      const given: number[] = [];
      for (let call = 0; call < 4; call += 1) given.push((await callers.get('alice', id)).status);
      return given;
    };
    assert.deepEqual(await statuses(), [0, 0, 2, 2]);
    callers.rig.clock.nowMs += 500;
    assert.deepEqual(await statuses(), [0, 2, 2, 2]);
  });

  test('drops a chunk after its ttl, and the end that is behind goes on with the next', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair({ ttlSeconds: 10 });
    await callers.chunk('alice', id);
    callers.rig.clock.nowMs += 10_000;
    await assert.rejects(callers.get('bob', id, 0), code('KME_REQUEST_REJECTED', /expired/u));
    callers.rig.kme('kme-a').sweep();
    const later = await callers.chunk('alice', id);
    assert.equal(later[0], 1);
    assert.deepEqual(await callers.chunk('bob', id), later);
  });
});

describe('opening and closing a key stream', () => {
  test('needs both ends: 1 and 3 until the peer is there, 3 after it has gone', async (t) => {
    const callers = await callersOf(t);
    const id = randomUUID();
    assert.equal((await callers.open('bob', id)).status, 1);
    assert.equal((await callers.open('bob', id)).status, 5);
    assert.equal((await callers.get('bob', id)).status, 3);
    assert.equal((await callers.open('alice', id)).status, 0);
    const last = await callers.chunk('bob', id);
    await callers.close('bob', id);
    assert.deepEqual(await callers.chunk('alice', id), last);
    assert.equal((await callers.get('alice', id)).status, 3);
    await assert.rejects(callers.get('bob', id), code('KME_REQUEST_REJECTED', /not open/u));
    await assert.rejects(callers.close('bob', id), code('KME_REQUEST_REJECTED', /not open/u));
    assert.equal((await callers.open('bob', id)).status, 5);
    const early = await callers.open('alice');
    assert.equal((await callers.get('alice', early.streamId)).status, 3);
  });

  for (const [slow, fast] of [
    ['alice', 'bob'],
    ['bob', 'alice'],
  ] as const) {
    test(`lets ${slow} in whose connect arrives after ${fast} has taken its chunks and closed`, async (t) => {
      const callers = await callersOf(t);
      const id = randomUUID();
      const released = Promise.withResolvers<void>();
      callers.rig.beforeStream = (from, { ask }) =>
        from === homeOf[slow] && ask.call === 'connect' ? released.promise : Promise.resolve();
      const opening = callers.open(slow, id);
      assert.equal((await callers.open(fast, id)).status, 0);
      const taken = [await callers.chunk(fast, id), await callers.chunk(fast, id)];
      await callers.close(fast, id);
      released.resolve();
      assert.equal((await opening).status, 1);
      assert.deepEqual([await callers.chunk(slow, id), await callers.chunk(slow, id)], taken);
      assert.equal((await callers.get(slow, id)).status, 3);
    });
  }

  test('is for the two SAEs alone', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair();
    await assert.rejects(callers.get('bea', id), code('KME_ACCESS_REFUSED', /not that of the caller/u));
    await assert.rejects(callers.close('bea', id), code('KME_ACCESS_REFUSED'));
    assert.equal((await callers.open('bea', id)).status, 5);
    const waiting = await callers.open('alice');
    assert.equal((await callers.open('bea', waiting.streamId)).status, 5);
    assert.equal((await callers.open('bob', waiting.streamId)).status, 0);
    const { streams } = callers.rig.kme('kme-b');
    const foreign = streams.open('bea', { source: 'alice', destination: 'bob', qos: plainQos, streamId: undefined });
    await assert.rejects(foreign, code('KME_ACCESS_REFUSED', /not the caller/u));
    await assert.rejects(callers.open('alice', undefined, {}, 'nobody'), code('KME_REQUEST_REJECTED', /not known/u));
    const ask = { call: 'chunk', number: 0, isExact: false } as const;
    const forged = callers.rig.kme('kme-a').streams.take('kme-b', { streamId: id, from: 'bea', to: 'alice', ask });
    await assert.rejects(forged, code('KME_REQUEST_REJECTED', /not known/u));
    const wrongSide = streams.take('kme-a', { streamId: id, from: 'alice', to: 'bob', ask });
    await assert.rejects(wrongSide, code('KME_REQUEST_REJECTED', /other key manager/u));
  });

  test('offers what can be had when a QoS cannot be met, and opens nothing', async (t) => {
    const callers = await callersOf(t);
    const offerFor = async (qos: Partial<StreamQos>): Promise<StreamQos> => {
      const answer = await callers.open('alice', undefined, qos);
      assert.equal(answer.status, 7);
      await assert.rejects(callers.get('alice', answer.streamId), code('KME_REQUEST_REJECTED'));
      return answer.qos;
    };
    assert.equal((await offerFor({ chunkBytes: 1 })).chunkBytes, 8);
    assert.equal((await offerFor({ chunkBytes: 513 })).chunkBytes, 512);
    assert.equal((await offerFor({ ttlSeconds: 9999 })).ttlSeconds, 3600);
    assert.equal((await offerFor({ metadataType: 'text/xml' })).metadataType, 'application/json');
    assert.equal((await offerFor({ minBps: 501 })).minBps, 500);
    const id = await callers.pair({ minBps: 400 });
    assert.equal((await offerFor({ minBps: 200 })).minBps, 100);
    await callers.close('alice', id);
    assert.equal((await callers.open('alice', undefined, { minBps: 200 })).status, 1);
  });

  test('agrees on the lower bounds; chunks of two sizes are 7 to the second', async (t) => {
    const callers = await callersOf(t);
    const { streamId } = await callers.open('alice', undefined, { maxBps: 4000, ttlSeconds: 60 });
    const refused = await callers.open('bob', streamId, { chunkBytes: 64 });
    assert.deepEqual([refused.status, refused.qos.chunkBytes], [7, 32]);
    const joined = await callers.open('bob', streamId, { maxBps: 1000, ttlSeconds: 90 });
    assert.deepEqual([joined.status, joined.qos.maxBps, joined.qos.ttlSeconds], [0, 1000, 60]);
  });

  test('says 8 to whoever has no room for the metadata, and takes nothing', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair();
    assert.deepEqual(await callers.get('alice', id, undefined, 18), { status: 8, metadataBytes: 19 });
    const { chunk } = await callers.get('alice', id, undefined, 19);
    assert.deepEqual([chunk?.index, chunk?.simulated], [0, true]);
  });

  test('says 4 when the other key manager is out of reach, and burns no index', async (t) => {
    const callers = await callersOf(t);
    const id = await callers.pair();
    const { onRelay } = callers.rig;
    callers.rig.onRelay = () => Promise.reject(new QForgeError('KME_UNREACHABLE', { kme: 'kme-b', reason: 'test' }));
    assert.equal((await callers.get('alice', id)).status, 4);
    callers.rig.onRelay = onRelay;
    const first = await callers.chunk('alice', id);
    assert.equal(first[0], 0);
    assert.deepEqual(await callers.chunk('bob', id), first);
  });

  test('is limited for each SAE, and streams that nobody uses end by themselves', async (t) => {
    const callers = await callersOf(t);
    const opened = await Promise.all(Array.from({ length: MAX_STREAMS_PER_SAE }, () => callers.open('alice')));
    await assert.rejects(callers.open('alice'), code('KME_REQUEST_REJECTED', /too many/u));
    callers.rig.clock.nowMs += 24 * 3_600_000;
    callers.rig.kme('kme-a').sweep();
    assert.equal((await callers.open('alice')).status, 1);
    const old = opened[0]?.streamId ?? '';
    assert.equal((await callers.open('alice', old)).status, 5);
    callers.rig.clock.nowMs += 3_600_000;
    callers.rig.kme('kme-a').sweep();
    assert.equal((await callers.open('alice', old)).status, 1);
  });
});
