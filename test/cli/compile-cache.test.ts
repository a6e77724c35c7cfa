import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { compileCacheDirectory } from '../../src/cli/compile-cache.ts';
import { User } from './command-line.ts';

describe('the cache of compiled code', () => {
  test('is in the cache folder of the user', () => {
    assert.equal(compileCacheDirectory({ XDG_CACHE_HOME: '/c' }), '/c/qforge/compile');
    for (const value of [undefined, '', 'relative']) {
      assert.equal(compileCacheDirectory({ XDG_CACHE_HOME: value }), join(homedir(), '.cache', 'qforge', 'compile'));
    }
  });

  test('is filled by a command, which works as well where it cannot be written', async (t) => {
    const user = new User(t);
    // Empty means unset to Node.js: the tests' own cache is out of the way.
    const env = { NODE_COMPILE_CACHE: '' };
    assert.equal((await user.run(['--version'], { env })).code, 0);
    assert.notEqual(readdirSync(join(user.home, '.cache', 'qforge', 'compile')).length, 0);
    assert.equal((await user.run(['--version'], { env: { ...env, XDG_CACHE_HOME: '/dev/null' } })).code, 0);
  });
});
