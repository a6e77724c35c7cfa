import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../../src/base/index.ts';
import { credentialPaths, readTlsCredentials } from '../../../src/qkd/etsi/tls-credentials.ts';
import { folderOf } from '../kme/kme-rig.ts';

const NAMES = { certificate: 'own.crt', privateKey: 'own.key', authority: 'authority.crt' };

describe('the credentials of a key manager or a SAE', () => {
  test('are read from three files', async (t) => {
    const folder = folderOf(t);
    const paths = credentialPaths(NAMES, (name) => join(folder, name));
    for (const path of Object.values<string>({ ...paths })) writeFileSync(path, `content of ${path}`, { mode: 0o600 });
    assert.deepEqual(await readTlsCredentials(paths), {
      certificatePem: `content of ${paths.certificate}`,
      privateKeyPem: `content of ${paths.privateKey}`,
      authorityPem: `content of ${paths.authority}`,
    });
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
    assert.equal((await readTlsCredentials({ ...paths, authority: paths.certificate })).authorityPem, 'certificate');
    await assert.rejects(readTlsCredentials({ ...paths, certificate: folder }), (error) =>
      isQForgeError(error, 'FILE_UNREADABLE'),
    );
  });
});
