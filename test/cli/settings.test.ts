import assert from 'node:assert/strict';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readSettings } from '../../src/cli/settings.ts';

describe('the settings', () => {
  test('follow the XDG folders', () => {
    const { identityPath, peersPath, runtime } = readSettings(
      { XDG_CONFIG_HOME: '/c', XDG_RUNTIME_DIR: '/r' },
      undefined,
    );
    assert.equal(identityPath, '/c/qforge/identity.key');
    assert.equal(peersPath, '/c/qforge/peers.json');
    assert.equal(runtime.xdgRuntimeDirectory, '/r');
  });

  test('take the defaults of the XDG specification for what is unset, empty or relative', () => {
    for (const value of [undefined, '', 'relative/path']) {
      const { identityPath, runtime } = readSettings({ XDG_CONFIG_HOME: value, XDG_RUNTIME_DIR: value }, undefined);
      assert.equal(identityPath, join(homedir(), '.config', 'qforge', 'identity.key'));
      assert.equal(runtime.xdgRuntimeDirectory, undefined);
      assert.equal(runtime.temporaryDirectory, tmpdir());
    }
  });

  test('prefer a flag to the environment, and the environment to the folders', () => {
    const environment = { XDG_CONFIG_HOME: '/c', QFORGE_HOME: '/h', QFORGE_IDENTITY: '/e.key' };
    assert.equal(readSettings(environment, '/f.key').identityPath, '/f.key');
    assert.equal(readSettings(environment, undefined).identityPath, '/e.key');
    assert.equal(readSettings({ ...environment, QFORGE_IDENTITY: '' }, undefined).identityPath, '/h/identity.key');
    assert.equal(readSettings(environment, '/f.key').peersPath, '/h/peers.json');
  });
});
