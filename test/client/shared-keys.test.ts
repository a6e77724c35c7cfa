import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isQForgeError, type KeySource, systemClock } from '../../src/base/index.ts';
import { SharedKeys } from '../../src/client/shared-keys.ts';
import { ErrorStatistics } from '../../src/resilience/index.ts';
import { ServedNetwork } from '../qkd/kme/served-network.ts';

const source: KeySource = {
  name: 'qkd',
  simulated: true,
  localEndpoint: 'alice',
  nextKey: () => Promise.reject(new RangeError('none')),
  keyById: () => Promise.reject(new RangeError('none')),
};
const open = (options: Omit<Parameters<typeof SharedKeys.open>[0], 'identity'>): Promise<SharedKeys> =>
  SharedKeys.open({ identity: 'unused', ...options }, systemClock, new ErrorStatistics(systemClock));
const invalid = (error: unknown): boolean => isQForgeError(error, 'ARGUMENT_INVALID');

describe('shared keys of a client', () => {
  it('are none by default, and require-both with a source', async () => {
    const none = await open({});
    assert.deepEqual([none.policy, none.source, none.status], ['require-pqc', undefined, undefined]);
    const some = await open({ keySource: source });
    assert.equal(some.policy, 'require-both');
    assert.equal(some.status?.policy, 'require-both');
    assert.equal((await open({ keySource: source, keyPolicy: 'either' })).status?.policy, 'either');
  });

  it('are refused when what is wanted cannot be', async () => {
    for (const keyPolicy of ['require-qkd', 'require-both'] as const)
      await assert.rejects(open({ keyPolicy }), invalid);
    await assert.rejects(open({ keySource: source, kme: 'alice.kme.json' }), invalid);
    await assert.rejects(open({ kme: 'missing.kme.json' }), (error) => isQForgeError(error, 'KME_CONFIG_INVALID'));
    assert.equal((await open({ keyPolicy: 'either' })).policy, 'either');
  });

  it('come from a key manager by the file that describes it', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 2);
    const keys = await open({ kme: network.accessOf('alice') });
    assert.equal(keys.source?.localEndpoint, 'alice');
    const taken = await keys.source.nextKey('bob');
    assert.equal(taken.key.length, 32);
    assert.equal(keys.status?.keysTaken, 1);
  });
});
