import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPageBackend, loadPortableBackend } from '../../src/crypto/index.ts';
import { pageBackend } from '../../src/crypto/page-backend.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { loadedBy } from './loaded-files.ts';

test('the portable backend comes when it is asked for', async () => {
  assert.equal(await loadPortableBackend(), portableBackend);
});

test('that of pages comes when it is asked for', async () => {
  assert.equal(await loadPageBackend(), pageBackend);
});

test('a client that does not ask for it loads none of its libraries', () => {
  const isHeavy = (url: string): boolean => /\/(?:@noble|hpke)\//u.test(url);
  const loaded = loadedBy('../../src/client/index.ts');
  assert.ok(loaded.some((url) => url.endsWith('/native-backend.ts')));
  assert.deepEqual(loaded.filter(isHeavy), []);
  assert.ok(loadedBy('../../src/crypto/portable-backend.ts').some(isHeavy), 'it would be seen');
});
