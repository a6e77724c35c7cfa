import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { KmeNetwork, type KmeNetworkMap } from '../../../src/qkd/kme/kme-network.ts';

const map: KmeNetworkMap = {
  self: 'a',
  saes: new Map([
    ['alice', 'a'],
    ['bob', 'b'],
    ['carol', 'c'],
  ]),
  routes: new Map([['c', 'b']]),
  neighbours: ['b'],
};

describe('the map of key managers', () => {
  test('tells where a SAE is and which link leads there', () => {
    const network = new KmeNetwork(map);
    assert.deepEqual(network.locate('alice'), { kme: 'a', nextHop: undefined });
    assert.deepEqual(network.locate('bob'), { kme: 'b', nextHop: 'b' });
    assert.deepEqual(network.locate('carol'), { kme: 'c', nextHop: 'b' });
    assert.equal(network.locate('dave'), undefined);
    assert.deepEqual([network.serves('alice'), network.serves('bob'), network.serves('dave')], [true, false, false]);
    assert.deepEqual([network.nextHop('b'), network.nextHop('c'), network.nextHop('d')], ['b', 'b', undefined]);
  });

  test('refuses routes that lead nowhere', () => {
    for (const wrong of [{ routes: new Map() }, { routes: new Map([['c', 'd']]) }]) {
      assert.throws(
        () => new KmeNetwork({ ...map, ...wrong }),
        (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      );
    }
  });
});
