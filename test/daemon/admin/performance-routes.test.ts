import assert from 'node:assert/strict';
import test from 'node:test';
import { performanceRoutes } from '../../../src/daemon/admin/performance-routes.ts';
import { askedRig } from './admin-rig.ts';

test('shows figures, and changes the mode', async (t) => {
  const { rig, get, act } = askedRig(t);
  assert.deepEqual(await (await get('/api/v1/performance')).json(), { findings: ['all is well'] });
  assert.equal((await act('POST', '/api/v1/performance/mode', { mode: 'latency' })).status, 200);
  assert.deepEqual(rig.done, ['mode latency']);
  for (const body of [{ mode: 'fast' }, {}, { mode: 'latency', more: 1 }]) {
    assert.equal((await act('POST', '/api/v1/performance/mode', body)).status, 400);
  }
});

test('takes profiles, and lists them', async (t) => {
  const { rig, get, act } = askedRig(t);
  const heap = (await (await act('POST', '/api/v1/profiles', { kind: 'heap' })).json()) as { name: string };
  const taking = act('POST', '/api/v1/profiles', { kind: 'cpu', forMs: 1000 });
  while (!rig.done.includes('profiling')) await new Promise((resolve) => setImmediate(resolve));
  const during = (await (await get('/api/v1/profiles')).json()) as { running: { kind: string } | null };
  assert.equal(during.running?.kind, 'cpu');
  assert.equal((await act('POST', '/api/v1/profiles', { kind: 'heap' })).status, 429);
  await new Promise((resolve) => setImmediate(resolve));
  rig.clock.advance(1000);
  assert.equal((await taking).status, 201);
  const after = (await (await get('/api/v1/profiles')).json()) as { running: null; profiles: { name: string }[] };
  assert.equal(after.running, null);
  assert.ok(after.profiles.length === 2 && after.profiles.some(({ name }) => name === heap.name));
  for (const body of [{ kind: 'all' }, { kind: 'cpu', forMs: 1e9 }, { kind: 'cpu', forMs: 0 }]) {
    assert.equal((await act('POST', '/api/v1/profiles', body)).status, 400);
  }
});

test('a process without a client has none of this', (t) => {
  const { client: _client, ...others } = askedRig(t).rig.sources;
  assert.deepEqual(performanceRoutes(others), []);
});
