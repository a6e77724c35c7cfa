import assert from 'node:assert/strict';
import test from 'node:test';
import { joinedHealth } from '../../src/daemon/joined-health.ts';

const network = { name: 'network', status: 'healthy', detail: 'it listens' } as const;
const loop = { name: 'event loop', status: 'degraded', detail: 'it is late', heldForMs: 7 } as const;

test('what a monitor finds joins the checks, and the worst decides', () => {
  assert.deepEqual(joinedHealth([network], []), { status: 'healthy', checks: [network] });
  const { status, checks } = joinedHealth([network], [loop]);
  assert.equal(status, 'degraded');
  assert.deepEqual(checks, [network, { name: 'event loop', status: 'degraded', detail: 'it is late' }]);
});

test('a check that is made now wins over what a monitor remembers of it', () => {
  const remembered = { ...network, status: 'critical', detail: 'it did not listen' } as const;
  assert.deepEqual(joinedHealth([network], [remembered]), { status: 'healthy', checks: [network] });
});
