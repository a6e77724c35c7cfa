import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerVersion } from '../../../src/messaging/cluster/server-version.ts';

test('a version says what a server can do', () => {
  for (const [printed, syncsAlways, isAdvised] of [
    ['nats-server: v2.9.10\n', false, false],
    ['nats-server: v2.10.0', true, false],
    ['nats-server: v2.12.2', true, false],
    ['nats-server: v2.12.3', true, true],
    ['nats-server: v2.13.0-RC.1', true, true],
    ['nats-server: v3.0.0', true, true],
  ] as const) {
    const version = parseServerVersion(printed);
    assert.deepEqual([version.syncsAlways, version.isAdvised], [syncsAlways, isAdvised], printed);
  }
});

test('what is too old or says nothing is refused', () => {
  for (const printed of ['nats-server: v2.8.4', 'nats-server: v1.4.1', 'nats-server', '', '2.12']) {
    assert.throws(() => parseServerVersion(printed), { code: 'NATS_SERVER_UNFIT' }, printed);
  }
});
