import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { isQForgeError } from '../../../src/base/index.ts';
import {
  entitySchema,
  fingerprintSchema,
  httpsUrlSchema,
  pathSchema,
  readConfigFile,
} from '../../../src/qkd/etsi/config-file.ts';
import { folderOf } from '../kme/kme-rig.ts';

const schema = v.strictObject({ id: entitySchema, list: v.array(v.strictObject({ path: pathSchema })) });

describe('a file of settings', () => {
  test('is read in its form', async (t) => {
    const path = join(folderOf(t), 'settings.json');
    writeFileSync(path, '{"id": "a", "list": [{"path": "p"}]}');
    assert.deepEqual(await readConfigFile(path, schema), { id: 'a', list: [{ path: 'p' }] });
  });

  test('is refused by the place that is wrong', async (t) => {
    const folder = folderOf(t);
    const path = join(folder, 'settings.json');
    const reasonFor = async (text: string): Promise<string> => {
      writeFileSync(path, text);
      try {
        await readConfigFile(path, schema);
      } catch (error) {
        if (isQForgeError(error, 'KME_CONFIG_INVALID')) return error.details.reason;
      }
      return 'accepted';
    };
    assert.match(await reasonFor('{"id": "a", "list": [{"path": ""}]}'), /^list\.0\.path /u);
    assert.match(await reasonFor('{"id": "a b", "list": []}'), /^id /u);
    assert.match(await reasonFor('{"id": "a", "list": [], "lists": []}'), /^lists /u);
    assert.match(await reasonFor('{"id": "a", "id": "b", "list": []}'), /twice/u);
    assert.match(await reasonFor('[]'), /not/u);
    assert.match(await reasonFor('{'), /not JSON/u);
    assert.match(await reasonFor(`"${'x'.repeat(1_048_576)}"`), /too long/u);
    await assert.rejects(
      readConfigFile(join(folder, 'missing.json'), schema),
      (error) => isQForgeError(error, 'KME_CONFIG_INVALID') && /cannot be read/u.test(error.message),
    );
  });

  test('knows addresses and fingerprints', () => {
    for (const url of ['https://host', 'https://host.example:443', 'https://127.0.0.1:8443', 'https://[::1]:1']) {
      assert.equal(v.is(httpsUrlSchema, url), true, url);
    }
    for (const url of [
      'http://host',
      'https://',
      'https://host/',
      'https://u@host',
      'https://host:99999',
      'host:1',
      5,
    ]) {
      assert.equal(v.is(httpsUrlSchema, url), false, String(url));
    }
    assert.equal(v.is(fingerprintSchema, 'ab'.repeat(32)), true);
    assert.equal(v.is(fingerprintSchema, undefined), true);
    for (const text of ['AB'.repeat(32), 'ab'.repeat(31), '']) assert.equal(v.is(fingerprintSchema, text), false);
  });
});
