import assert from 'node:assert/strict';
import test from 'node:test';
import { clientRoutes } from '../../../src/daemon/admin/client-routes.ts';
import { askedRig } from './admin-rig.ts';

test('a process without channels has no routes for them', (t) => {
  const { client: _client, ...others } = askedRig(t).rig.sources;
  assert.deepEqual(clientRoutes(others), []);
});

test('a client that serves no tunnels has no route for them', (t) => {
  const { sources } = askedRig(t).rig;
  const paths = (tunnels: typeof sources.client): readonly string[] =>
    clientRoutes({ ...sources, ...(tunnels === undefined ? {} : { client: tunnels }) }).map(({ path }) => path);
  assert.ok(paths(sources.client).includes('/api/v1/tunnels'));
  assert.ok(sources.client !== undefined);
  assert.ok(!paths({ ...sources.client, tunnels: undefined }).includes('/api/v1/tunnels'));
});

test('every route shows what its source says', async (t) => {
  const { get } = askedRig(t);
  const shown = async (path: string): Promise<unknown> => (await get(path)).json();
  assert.deepEqual(await shown('/api/v1/channels'), { channels: [] });
  assert.deepEqual(await shown('/api/v1/pools'), { tiers: {} });
  assert.deepEqual(await shown('/api/v1/links'), { links: [] });
  assert.deepEqual(await shown('/api/v1/tunnels'), { forwards: [], rules: [], refusals: [] });
  assert.deepEqual(await shown('/api/v1/performance'), { findings: ['all is well'] });
});
