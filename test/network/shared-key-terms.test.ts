import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type KeySource, SecretBytes } from '../../src/base/index.ts';
import type { KeyPolicy } from '../../src/handshake/index.ts';
import { fetchSharedKeys, type SharedKeyTerms, takeSharedKeys } from '../../src/network/shared-key-terms.ts';

function source(works: boolean, asked: string[] = []): KeySource {
  const give = (what: string, keyId: string): Promise<{ keyId: string; key: SecretBytes }> => {
    asked.push(what);
    if (!works) return Promise.reject(new TypeError('no key manager'));
    return Promise.resolve({ keyId, key: SecretBytes.take(Buffer.alloc(32, 1)) });
  };
  return {
    name: 'qkd',
    simulated: true,
    localEndpoint: 'sae-a',
    nextKey: (peer) => give(`next for ${peer}`, 'k1'),
    keyById: (peer, keyId) => give(`${keyId} of ${peer}`, keyId),
  };
}

const terms = (changes: Partial<SharedKeyTerms>): SharedKeyTerms => ({
  keySource: undefined,
  policy: 'require-pqc',
  peerId: 'qf1peer',
  peerPolicy: 'require-pqc',
  peerEndpoint: 'sae-b',
  ...changes,
});

describe('taking shared keys', () => {
  test('needs a source on both sides', async () => {
    assert.deepEqual(await takeSharedKeys(terms({})), []);
    const asked: string[] = [];
    assert.deepEqual(await takeSharedKeys(terms({ keySource: source(true, asked), peerEndpoint: '' })), []);
    assert.deepEqual(asked, []);
    const taken = await takeSharedKeys(terms({ keySource: source(true, asked) }));
    assert.deepEqual([taken.map(({ source, keyId }) => [source, keyId]), asked], [[['qkd', 'k1']], ['next for sae-b']]);
  });

  test('that fails is refused exactly where either policy wants a key', async () => {
    const policies: readonly KeyPolicy[] = ['require-pqc', 'require-both', 'require-qkd', 'either'];
    for (const policy of policies) {
      for (const peerPolicy of policies) {
        const taking = takeSharedKeys(terms({ keySource: source(false), policy, peerPolicy }));
        const wanting = [policy, peerPolicy].find((name) => name === 'require-both' || name === 'require-qkd');
        if (wanting === undefined) assert.deepEqual(await taking, []);
        else await assert.rejects(taking, { code: 'QKD_KEY_REQUIRED', details: { peer: 'qf1peer', policy: wanting } });
      }
    }
  });
});

describe('fetching shared keys', () => {
  const named = [
    { source: 'qkd', keyId: 'k1' },
    { source: 'qkd', keyId: 'k2' },
  ];

  test('gets those that were named, in order', async () => {
    const asked: string[] = [];
    const fetched = await fetchSharedKeys(terms({ keySource: source(true, asked) }), named);
    assert.deepEqual(
      [fetched.map(({ keyId }) => keyId), asked],
      [
        ['k1', 'k2'],
        ['k1 of sae-b', 'k2 of sae-b'],
      ],
    );
  });

  test('stops at a name of another source', async () => {
    const other = [{ source: 'courier', keyId: 'x' }, ...named];
    assert.deepEqual(await fetchSharedKeys(terms({ keySource: source(true) }), other), []);
    assert.deepEqual(await fetchSharedKeys(terms({}), named), []);
  });

  test('fails closed when the source does', async () => {
    await assert.rejects(fetchSharedKeys(terms({ keySource: source(false) }), named), { code: 'QKD_KEY_REQUIRED' });
  });
});
