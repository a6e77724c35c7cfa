import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { AdminServer } from '../../src/daemon/admin/admin-server.ts';
import { AdminClient } from '../../src/daemon/admin-client.ts';
import { type AdminRig, adminRig, CONTROL_TOKEN, READ_TOKEN } from './admin/admin-rig.ts';

async function served(t: TestContext): Promise<{ readonly rig: AdminRig; readonly url: string }> {
  const rig = adminRig(t);
  const server = await AdminServer.start(rig.sources, { port: 0, tokens: rig.tokens });
  t.after(() => server[Symbol.asyncDispose]());
  return { rig, url: server.url };
}

test('reads and acts over HTTP', async (t) => {
  const { rig, url } = await served(t);
  const client = new AdminClient(`${url}/`, CONTROL_TOKEN);
  assert.deepEqual(await client.get('/api/v1/status'), { peerId: 'qf1self' });
  const made = (await client.post('/api/v1/silences', { rule: '*', forMs: 1000 })) as { id: string };
  assert.deepEqual(await client.delete(`/api/v1/silences/${made.id}`), { ended: made.id });
  await client.post('/api/v1/stop');
  assert.deepEqual(rig.done, ['stop']);
});

test('says what the interface refuses, and that nobody answers', async (t) => {
  const { url } = await served(t);
  const client = new AdminClient(url, READ_TOKEN);
  await assert.rejects(
    client.post('/api/v1/stop'),
    (error) => isQForgeError(error, 'ADMIN_REFUSED') && error.details.code === 'ADMIN_FORBIDDEN',
  );
  await assert.rejects(client.get('/metrics'), (error) => isQForgeError(error, 'ADMIN_UNREACHABLE'));
  await assert.rejects(new AdminClient('http://127.0.0.1:1', 'x').get('/'), (error) =>
    isQForgeError(error, 'ADMIN_UNREACHABLE'),
  );
});

test('takes its token from a file that is there, and makes none', async (t) => {
  const { url } = await served(t);
  const folder = mkdtempSync(join(tmpdir(), 'qforge-admin-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'admin.token');
  await assert.rejects(AdminClient.withTokenFile(url, path), (error) => isQForgeError(error, 'ADMIN_TOKEN_EXPOSED'));
  writeFileSync(path, `${CONTROL_TOKEN}\n`, { mode: 0o600 });
  assert.deepEqual(await (await AdminClient.withTokenFile(url, path)).get('/api/v1/status'), { peerId: 'qf1self' });
});
