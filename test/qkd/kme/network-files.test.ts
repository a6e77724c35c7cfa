import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { readKmeAccess } from '../../../src/qkd/etsi/kme-access.ts';
import { readKmeConfig } from '../../../src/qkd/kme/kme-config.ts';
import { type NetworkPlan, writeNetworkFiles } from '../../../src/qkd/kme/network-files.ts';
import { folderOf } from './kme-rig.ts';

const plan: NetworkPlan = {
  kmes: [
    { id: 'kme-a', port: 4001, saes: ['alice'] },
    { id: 'kme-b', port: 4002, saes: ['bob'] },
    { id: 'kme-c', port: 4003, saes: ['carol'] },
  ],
  links: [
    ['kme-a', 'kme-b'],
    ['kme-b', 'kme-c'],
  ],
  link: { distanceKm: 12, pulseRateHz: 1000 },
};

describe('the files of a test network', () => {
  test('are closed to all others, and hold no key of the authority', async (t) => {
    const folder = join(folderOf(t), 'new');
    await writeNetworkFiles(folder, plan, Date.now());
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
    assert.ok(!readdirSync(folder).includes('authority.key'));
    const root = new X509Certificate(readFileSync(join(folder, 'authority.crt')));
    for (const name of ['kme-a', 'alice', 'carol']) {
      const certificate = new X509Certificate(readFileSync(join(folder, `${name}.crt`)));
      assert.equal(certificate.verify(root.publicKey), true);
      assert.match(certificate.subjectAltName ?? '', new RegExp(`URI:urn:qforge:(?:kme|sae):${name}$`, 'u'));
    }
  });

  test('say of each key manager who its neighbours are, who runs the link, and where all others are', async (t) => {
    const { kmes } = await writeNetworkFiles(folderOf(t), plan, Date.now());
    const [a, b, c] = await Promise.all(kmes.map(({ config }) => readKmeConfig(config)));
    assert.deepEqual(
      a?.neighbours.map(({ kme, url, link }) => [kme, url, link?.distanceKm]),
      [['kme-b', 'https://127.0.0.1:4002', 12]],
    );
    assert.deepEqual(
      b?.neighbours.map(({ kme, link }) => [kme, link?.distanceKm]),
      [
        ['kme-a', undefined],
        ['kme-c', 12],
      ],
    );
    assert.deepEqual(c?.routes, [
      { to: 'kme-b', via: 'kme-b' },
      { to: 'kme-a', via: 'kme-b' },
    ]);
    assert.deepEqual(a.remoteSaes, [
      { id: 'bob', kme: 'kme-b' },
      { id: 'carol', kme: 'kme-c' },
    ]);
    assert.deepEqual([a.host, a.port], ['127.0.0.1', 4001]);
  });

  test('say to each SAE where its key manager is, and which certificate that has', async (t) => {
    const folder = folderOf(t);
    const { saes } = await writeNetworkFiles(folder, plan, Date.now());
    const access = await readKmeAccess(saes.find(({ id }) => id === 'carol')?.access ?? '');
    assert.deepEqual([access.url, access.sae, access.isHardware], ['https://127.0.0.1:4003', 'carol', false]);
    const { fingerprint256 } = new X509Certificate(readFileSync(join(folder, 'kme-c.crt')));
    assert.equal(access.fingerprint, fingerprint256.replaceAll(':', '').toLowerCase());
  });

  test('never replace those of another network', async (t) => {
    const folder = folderOf(t);
    await writeNetworkFiles(folder, plan, Date.now());
    const before = readFileSync(join(folder, 'authority.crt'));
    await assert.rejects(writeNetworkFiles(folder, plan, Date.now()), (error) => isQForgeError(error, 'FILE_EXISTS'));
    assert.deepEqual(readFileSync(join(folder, 'authority.crt')), before);
  });
});
