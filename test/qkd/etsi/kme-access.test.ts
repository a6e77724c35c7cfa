import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError, systemClock } from '../../../src/base/index.ts';
import { openKmeKeySource, readKmeAccess } from '../../../src/qkd/etsi/kme-access.ts';
import { folderOf } from '../kme/kme-rig.ts';
import { ServedNetwork } from '../kme/served-network.ts';

const tls = { certificate: 'a.crt', privateKey: 'keys/a.key', authority: '/etc/authority.crt' };

describe('the way to a key manager', () => {
  test('is read from a file, with paths from its folder', async (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'alice.kme.json');
    writeFileSync(path, JSON.stringify({ url: 'https://kme.example:8443', sae: 'alice', tls }));
    assert.deepEqual(await readKmeAccess(path), {
      url: 'https://kme.example:8443',
      sae: 'alice',
      fingerprint: undefined,
      tls: {
        certificate: join(folder, 'a.crt'),
        privateKey: join(folder, 'keys', 'a.key'),
        authority: '/etc/authority.crt',
      },
      isHardware: false,
    });
    writeFileSync(path, JSON.stringify({ url: 'https://kme.example', sae: 'alice', tls, hardware: true }));
    assert.equal((await readKmeAccess(path)).isHardware, true);
  });

  test('is refused when it is not whole', async (t) => {
    const path = join(folderOf(t), 'alice.kme.json');
    for (const document of [{}, { url: 'https://a', sae: 'a b', tls }, { url: 'http://a', sae: 'a', tls }]) {
      writeFileSync(path, JSON.stringify(document));
      await assert.rejects(readKmeAccess(path), (error) => isQForgeError(error, 'KME_CONFIG_INVALID'));
    }
  });

  test('leads to keys', async (t) => {
    await using network = await ServedNetwork.start(t);
    await network.untilStored(await network.client('alice'), 'bob', 2);
    const [alice, bob] = await Promise.all(
      ['alice', 'bob'].map((sae) => openKmeKeySource(network.accessOf(sae), systemClock)),
    );
    const taken = await alice?.nextKey('bob');
    const fetched = await bob?.keyById('alice', taken?.keyId ?? '');
    assert.deepEqual(fetched?.key.expose(), taken?.key.expose());
    assert.equal(dirname(network.accessOf('alice')), network.folder);
  });
});
