import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

const PATH = join(import.meta.dirname, '../../docs/systemd/qforge.service');
const settings = new Map(
  readFileSync(PATH, 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/u.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
);

test('the unit gives the service nothing but the network and its folder', () => {
  const wanted = {
    NoNewPrivileges: 'yes',
    CapabilityBoundingSet: '',
    ProtectSystem: 'strict',
    ProtectHome: 'yes',
    PrivateDevices: 'yes',
    RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
    UMask: '0077',
    StateDirectoryMode: '0700',
    KillSignal: 'SIGTERM',
  };
  for (const [name, value] of Object.entries(wanted)) assert.equal(settings.get(name), value, name);
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test('systemd understands every line of it', { skip: hasSystemd ? false : 'there is no systemd-analyze here' }, (t) => {
  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', PATH], { encoding: 'utf8' });
  assert.equal(verified.status, 0, verified.stderr);
  const complaints = verified.stderr.split('\n').filter((line) => line.includes('qforge.service'));
  assert.deepEqual(complaints, []);
  const rated = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', PATH], { encoding: 'utf8' });
  const exposure = Number(/exposure level[^:]*: (?<level>[\d.]+)/iu.exec(rated.stdout)?.groups?.['level']);
  t.diagnostic(`exposure by systemd-analyze security: ${exposure} of 10`);
  assert.ok(exposure < 3, rated.stdout.split('\n').at(-2) ?? rated.stderr);
});
