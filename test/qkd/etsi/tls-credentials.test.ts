import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../../src/base/index.ts';
import { readKmeAccess } from '../../../src/qkd/etsi/kme-access.ts';
import { credentialPaths, readTlsCredentials } from '../../../src/qkd/etsi/tls-credentials.ts';
import { writeNetworkFiles } from '../../../src/qkd/kme/network-files.ts';
import { folderOf } from '../kme/kme-rig.ts';

const NAMES = { certificate: 'own.crt', privateKey: 'own.key', authority: 'authority.crt' };

describe('the credentials of a key manager or a SAE', () => {
  test('are read from three files, and must belong together', async (t) => {
    const plan = {
      kmes: [
        { id: 'kme-a', port: 1, saes: ['alice'] },
        { id: 'kme-b', port: 2, saes: ['bob'] },
      ],
      links: [['kme-a', 'kme-b']] as const,
      link: { distanceKm: 5, pulseRateHz: 1e9 },
      maxKeyCount: 20,
    };
    const files = await writeNetworkFiles(folderOf(t), plan, Date.now());
    const tlsOf = async (sae: string) =>
      (await readKmeAccess(files.saes.find(({ id }) => id === sae)?.access ?? '')).tls;
    const [alice, bob] = [await tlsOf('alice'), await tlsOf('bob')];
    const { certificatePem, privateKeyPem, authorityPem } = await readTlsCredentials(alice);
    for (const pem of [certificatePem, authorityPem]) assert.match(pem, /BEGIN CERTIFICATE/u);
    assert.match(privateKeyPem, /BEGIN PRIVATE KEY/u);
    await assert.rejects(
      readTlsCredentials({ ...alice, privateKey: bob.privateKey }),
      (error) => isQForgeError(error, 'TLS_CREDENTIALS_INVALID') && error.details.path === bob.privateKey,
    );
  });

  test('are refused when the key is open to others, or a file is missing', async (t) => {
    const folder = folderOf(t);
    const paths = credentialPaths(NAMES, (name) => join(folder, name));
    const fails = (code: ErrorCode): Promise<void> =>
      assert.rejects(readTlsCredentials(paths), (error) => isQForgeError(error, code));
    await fails('KEY_FILE_MISSING');
    writeFileSync(paths.privateKey, 'key', { mode: 0o600 });
    await fails('FILE_MISSING');
    for (const path of [paths.certificate, paths.authority]) writeFileSync(path, 'certificate');
    chmodSync(paths.privateKey, 0o640);
    await fails('KEY_FILE_EXPOSED');
    chmodSync(paths.privateKey, 0o600);
    await fails('TLS_CREDENTIALS_INVALID');
    await assert.rejects(readTlsCredentials({ ...paths, certificate: folder }), (error) =>
      isQForgeError(error, 'FILE_UNREADABLE'),
    );
  });
});
