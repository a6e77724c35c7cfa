import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { adminPlace } from '../../src/cli/admin-place.ts';

test('reads a host and a port, and nothing else', () => {
  assert.deepEqual(adminPlace('127.0.0.1:7780'), { host: '127.0.0.1', port: 7780 });
  assert.deepEqual(adminPlace('[::1]:0'), { host: '::1', port: 0 });
  for (const wrong of ['', 'localhost', ':80', 'a:b', '127.0.0.1:65536', '::1:80', 'a b:1']) {
    assert.throws(
      () => adminPlace(wrong),
      (error) => isQForgeError(error, 'COMMAND_LINE_INVALID'),
      wrong,
    );
  }
});
