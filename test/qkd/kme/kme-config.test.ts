import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { readKmeConfig } from '../../../src/qkd/kme/kme-config.ts';
import { folderOf } from './kme-rig.ts';

const minimal = {
  kme: 'kme-a',
  listen: 'https://[::1]:8443',
  database: 'data/kme.db',
  tls: { certificate: 'a.crt', privateKey: 'a.key', authority: '/etc/ca.crt' },
  saes: [{ id: 'alice' }],
  neighbours: [{ kme: 'kme-b', url: 'https://b.example' }],
};

describe('the configuration of a key manager', () => {
  test('needs little, and starts its paths from its folder', async (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'kme.json');
    writeFileSync(path, JSON.stringify(minimal));
    const config = await readKmeConfig(path);
    assert.deepEqual([config.host, config.port], ['::1', 8443]);
    assert.equal(config.database, join(folder, 'data', 'kme.db'));
    assert.equal(config.keyFile, join(folder, 'kme-a.pool-key'));
    assert.equal(config.tls.authority, '/etc/ca.crt');
    assert.deepEqual([config.settings, config.rate, config.routes, config.remoteSaes], [{}, {}, [], []]);
    writeFileSync(path, JSON.stringify({ ...minimal, listen: 'https://kme.example' }));
    assert.equal((await readKmeConfig(path)).port, 443);
  });

  test('takes what an operator may set', async (t) => {
    const path = join(folderOf(t), 'kme.json');
    const more = {
      keyFile: '/keys/keys/a.pool-key',
      maxKeyCount: 5,
      lowWatermark: 2,
      unitLifetimeSeconds: 60,
      keyLifetimeSeconds: 10,
      requestsPerSecond: 7,
      routes: [{ to: 'kme-c', via: 'kme-b' }],
      remoteSaes: [{ id: 'bob', kme: 'kme-b' }],
    };
    writeFileSync(path, JSON.stringify({ ...minimal, ...more }));
    const config = await readKmeConfig(path);
    assert.deepEqual(config.settings, {
      maxKeyCount: 5,
      lowWatermark: 2,
      unitLifetimeMs: 60_000,
      keyLifetimeMs: 10_000,
    });
    assert.deepEqual(config.rate, { perSecond: 7, burst: 7 });
    assert.equal(config.keyFile, '/keys/keys/a.pool-key');
  });

  test('is refused when something in it is wrong or unknown', async (t) => {
    const path = join(folderOf(t), 'kme.json');
    const wrong = [
      { kme: '' },
      { listen: 'http://a' },
      { saes: ['alice'] },
      { saes: [{ id: 'alice', fingerprint: 'AB' }] },
      { neighbours: [{ kme: 'b', url: 'https://b', link: { distanceKm: -1, pulseRateHz: 1 } }] },
      { maxKeyCount: 0 },
      { unknown: 1 },
      { tls: { certificate: 'a' } },
    ];
    for (const changes of wrong) {
      writeFileSync(path, JSON.stringify({ ...minimal, ...changes }));
      await assert.rejects(
        readKmeConfig(path),
        (error) => isQForgeError(error, 'KME_CONFIG_INVALID'),
        JSON.stringify(changes),
      );
    }
  });
});
