import assert from 'node:assert/strict';
import test from 'node:test';
import { isSafeUrl } from '../../src/daemon/safe-url.ts';

test('https everywhere, http on this machine', () => {
  for (const good of ['https://a.example/x', 'http://127.0.0.1:9', 'http://localhost/', 'http://[::1]:4318'])
    assert.ok(isSafeUrl(good), good);
  const bad = [
    'http://a.example',
    'http://127.0.0.1.a.example',
    'http://localhost@a.example',
    'ftp://localhost',
    'file:///x',
    'x',
    '',
  ];
  for (const url of bad) assert.ok(!isSafeUrl(url), url);
});
