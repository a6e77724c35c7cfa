import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { parseDaemonConfig } from '../../src/daemon/daemon-config.ts';
import { configuredTunnel } from '../../src/daemon/tunnel-config.ts';

function problem(text: string): string {
  try {
    parseDaemonConfig(`[[tunnel]]\n${text}`, 'q.toml');
  } catch (error) {
    assert.ok(isQForgeError(error, 'CONFIG_INVALID'));
    return error.details.reason;
  }
  return 'none';
}

test('tunnels are read in their order, each with what it says', () => {
  const toml = [
    '[[tunnel]]',
    'peer = "bob"',
    'local = ["5432:localhost:5432", "/run/app.sock:db:80"]',
    '[[tunnel]]',
    'peer = "carol"',
    'address = "tcp://carol.example:7700"',
    'remote = ["8080:localhost:3000"]',
    'maxConnections = 8',
    'idleSeconds = 0',
    'dialSeconds = 3',
    'unsafePublicBind = true',
  ].join('\n');
  const { tunnel = [] } = parseDaemonConfig(toml, 'q.toml');
  assert.deepEqual(
    tunnel.map(({ peer, address }) => [peer, address]),
    [
      ['bob', undefined],
      ['carol', 'tcp://carol.example:7700'],
    ],
  );
  assert.deepEqual(tunnel.map(configuredTunnel), [
    { local: ['5432:localhost:5432', '/run/app.sock:db:80'], remote: [], allowPublicBind: false, awaitPeer: false },
    {
      local: [],
      remote: ['8080:localhost:3000'],
      allowPublicBind: true,
      awaitPeer: false,
      maxConnections: 8,
      idleTimeoutMs: 0,
      dialTimeoutMs: 3000,
    },
  ]);
});

test('a tunnel without a peer or without a forward, and limits beyond theirs, are refused with their place', () => {
  assert.match(problem('local = ["1:a:1"]'), /^tunnel\.0\.peer/u);
  assert.match(problem('peer = "bob"'), /^tunnel\.0: a tunnel needs a forward/u);
  assert.match(problem('peer = "bob"\nlocal = []'), /^tunnel\.0: a tunnel needs a forward/u);
  assert.match(problem('peer = "bob"\nlocal = "1:a:1"'), /^tunnel\.0\.local/u);
  assert.match(problem('peer = "bob"\nlocal = ["1:a:1"]\nmaxConnections = 1025'), /^tunnel\.0\.maxConnections/u);
  assert.match(problem('peer = "bob"\nlocal = ["1:a:1"]\ndialSeconds = 0.5'), /^tunnel\.0\.dialSeconds/u);
  assert.match(problem('peer = "bob"\nlocal = ["1:a:1"]\nforward = 1'), /^tunnel\.0\.forward/u);
  assert.equal(problem('peer = "bob"\nlocal = ["1:a:1"]'), 'none');
});
