import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, silentLogger, silentMetrics } from '../../../src/base/index.ts';
import { defaultKmeSettings } from '../../../src/qkd/kme/kme-limits.ts';
import { KmeNetwork } from '../../../src/qkd/kme/kme-network.ts';
import { isSimulated, LinkPools } from '../../../src/qkd/kme/link-pools.ts';
import { oneTimePad } from '../../../src/qkd/kme/one-time-pad.ts';
import { folderOf, openPool, seededBytes, simulatedLink, WallClock } from './kme-rig.ts';

/** The pools of `self` in a chain a - b - c, filled alike at both ends. */
async function poolsOf(t: TestContext, self: string, neighbours: readonly string[]): Promise<LinkPools> {
  const database = await openPool(join(folderOf(t), `${self}.db`));
  t.after(() => database[Symbol.dispose]());
  const routes = new Map(self === 'a' ? [['c', 'b']] : []);
  const pools = new LinkPools({
    database,
    network: new KmeNetwork({ self, saes: new Map(), routes, neighbours }),
    neighbours: neighbours.map((id) => ({
      id,
      relay: () => Promise.reject(new RangeError()),
      askStream: () => Promise.resolve({ status: 4 }),
      handOver: () => Promise.resolve(0),
    })),
    settings: defaultKmeSettings,
    clock: new WallClock(),
    logger: silentLogger,
    metrics: silentMetrics,
  });
  for (const pool of pools.all)
    pool.deposit({ firstUnit: 0, key: seededBytes('key', 640), quality: simulatedLink }, new WallClock().nowMs);
  return pools;
}

describe('the pools of a key manager', () => {
  test('are found by neighbour and by destination', async (t) => {
    const pools = await poolsOf(t, 'a', ['b']);
    assert.equal(pools.of('b').peer, 'b');
    assert.equal(pools.towards('b'), pools.of('b'));
    assert.equal(pools.towards('c'), pools.of('b'));
    assert.equal(pools.neighbourOf(pools.of('b')).id, 'b');
    assert.throws(
      () => pools.of('z'),
      (error) => isQForgeError(error, 'ASSERTION_FAILED'),
    );
  });

  test('give a pad that the other end finds by its units, with and without a text below it', async (t) => {
    const [a, b] = [await poolsOf(t, 'a', ['b']), await poolsOf(t, 'b', ['a'])];
    const plain = a.takePad(a.of('b'), 40);
    assert.deepEqual(plain.units, [0, 2]);
    const opened = b.open(b.of('a'), { keyId: 'x', units: plain.units, sealed: undefined }, 40);
    assert.deepEqual(opened?.expose(), plain.pad.expose());
    const { units, pad } = a.takePad(a.of('b'), 5);
    const sealed = oneTimePad(Buffer.from('hello'), pad);
    const text = b.open(b.of('a'), { keyId: 'y', units, sealed }, 5);
    assert.equal(Buffer.from(text?.expose() ?? []).toString(), 'hello');
    assert.equal(b.open(b.of('a'), { keyId: 'y', units, sealed }, 5), undefined);
  });

  test('run dry with a typed error', async (t) => {
    const pools = await poolsOf(t, 'a', ['b']);
    assert.throws(
      () => pools.takePad(pools.of('b'), 321),
      (error) => isQForgeError(error, 'KME_UNAVAILABLE'),
    );
    assert.equal(pools.takePad(pools.of('b'), 320).units.length, 10);
  });

  test('count as simulated until they have shown otherwise', async (t) => {
    const pools = await poolsOf(t, 'a', ['b']);
    assert.equal(isSimulated(pools.of('b')), true);
  });
});
