import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type KeySource,
  type LogFields,
  type MetricLabels,
  QForgeError,
  SecretBytes,
  type SharedKey,
} from '../../src/base/index.ts';
import { WatchedKeySource } from '../../src/client/watched-key-source.ts';
import { middle } from '../resilience/failures.ts';

const key = (): SharedKey => ({ keyId: 'id-1', key: SecretBytes.copyOf(Buffer.from('canary secret')) });

function watched(answer: () => Promise<SharedKey>): {
  source: WatchedKeySource;
  logged: [string, string, LogFields][];
  counted: [string, MetricLabels][];
} {
  const inner: KeySource = {
    name: 'qkd',
    simulated: true,
    localEndpoint: 'alice',
    nextKey: answer,
    keyById: answer,
  };
  const logged: [string, string, LogFields][] = [];
  const counted: [string, MetricLabels][] = [];
  const source = new WatchedKeySource(inner, {
    random: middle,
    logger: { log: (level, _category, message, fields = {}) => logged.push([level, message, fields]) },
    metrics: {
      count: (name, _delta, labels = {}) => counted.push([name, labels]),
      gauge: () => undefined,
      observe: () => undefined,
    },
  });
  return { source, logged, counted };
}

describe('a watched source of shared keys', () => {
  it('hands keys on, and counts and logs them without the key', async () => {
    const { source, logged, counted } = watched(() => Promise.resolve(key()));
    assert.equal(Buffer.from((await source.nextKey('bob')).key.expose()).toString(), 'canary secret');
    await source.keyById('bob', 'id-1');
    assert.deepEqual([source.name, source.simulated, source.localEndpoint], ['qkd', true, 'alice']);
    assert.deepEqual(counted, [
      ['qforge_shared_keys_total', { source: 'qkd', call: 'next' }],
      ['qforge_shared_keys_total', { source: 'qkd', call: 'named' }],
    ]);
    assert.deepEqual(logged[0], [
      'info',
      'shared key taken',
      { source: 'qkd', call: 'next', traceId: '80'.repeat(16), peer: 'bob', keyId: 'id-1' },
    ]);
    assert.ok(!JSON.stringify(logged).includes('canary'));
    assert.deepEqual(source.status('either'), {
      source: 'qkd',
      simulated: true,
      endpoint: 'alice',
      policy: 'either',
      keysTaken: 2,
      failures: 0,
      problem: undefined,
    });
  });

  it('lets failures pass, and shows the last until a key comes again', async () => {
    const failure = new QForgeError('KME_UNAVAILABLE', { kme: 'kme-a', reason: 'there are not enough keys' });
    const answers = [
      () => Promise.reject(failure),
      () => Promise.reject(new RangeError('odd')),
      () => Promise.resolve(key()),
    ];
    const { source, logged, counted } = watched(() => (answers.shift() ?? (() => Promise.resolve(key())))());
    await assert.rejects(source.nextKey('bob'), failure);
    assert.equal(source.status('require-both').problem?.code, 'KME_UNAVAILABLE');
    assert.deepEqual(counted, [
      ['qforge_shared_key_failures_total', { source: 'qkd', call: 'next', code: 'KME_UNAVAILABLE' }],
    ]);
    assert.equal(logged[0]?.[0], 'warn');
    await assert.rejects(source.keyById('bob', 'id-1'), RangeError);
    assert.deepEqual(source.status('require-both').problem, { code: 'UNKNOWN', message: 'odd' });
    await source.nextKey('bob');
    const { failures, keysTaken, problem } = source.status('require-both');
    assert.deepEqual([failures, keysTaken, problem], [2, 1, undefined]);
  });

  it('looks at the stock of peers that keys were shared with, and says why it cannot', async () => {
    const gauges: [string, number, MetricLabels][] = [];
    const inner: KeySource = {
      name: 'qkd',
      simulated: true,
      localEndpoint: 'alice',
      nextKey: () => Promise.resolve(key()),
      keyById: () => Promise.resolve(key()),
      stock: (peer) =>
        peer === 'bob'
          ? Promise.resolve({ storedKeys: 7, maxKeys: 100, qber: 0.02, keyRateBitsPerSecond: 1000 })
          : Promise.reject(new QForgeError('KME_UNREACHABLE', { kme: 'https://kme', reason: 'refused' })),
    };
    const source = new WatchedKeySource(inner, {
      random: middle,
      logger: { log: () => undefined },
      metrics: {
        count: () => undefined,
        gauge: (name, value, labels = {}) => gauges.push([name, value, labels]),
        observe: () => undefined,
      },
    });
    assert.deepEqual(await source.links(), []);
    await source.nextKey('bob');
    await source.keyById('carol', 'id-1');
    const [bob, carol, ...others] = await source.links();
    assert.deepEqual([bob?.peer, bob?.stock?.storedKeys, bob?.problem], ['bob', 7, undefined]);
    assert.deepEqual([carol?.peer, carol?.stock, carol?.problem?.code], ['carol', undefined, 'KME_UNREACHABLE']);
    assert.deepEqual(others, []);
    assert.deepEqual(gauges, [['qforge_shared_keys_stored', 7, { source: 'qkd', peer: 'bob' }]]);
    assert.equal(source.status('either').failures, 0);
  });

  it('has no links over a source that cannot tell', async () => {
    const { source } = watched(() => Promise.resolve(key()));
    await source.nextKey('bob');
    assert.deepEqual(await source.links(), []);
  });
});
