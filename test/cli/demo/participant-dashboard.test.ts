import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Participant } from '../../../src/cli/demo/participant.ts';
import { freshenDashboard } from '../../../tools/package/dashboard-cache.ts';
import { temporaryFolder } from '../../daemon/temporary-folder.ts';

test('a participant that is asked to serves its dashboard, which ends with it', async (t) => {
  await freshenDashboard();
  const home = temporaryFolder(t);
  const alice = new Participant();
  const { dashboard } = await alice.handlers.start({ name: 'alice', home, listen: [], servesDashboard: true });
  const [origin = '', ticket = ''] = (dashboard ?? '').split('/#sign-in=');
  assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/u);
  assert.match(await (await fetch(origin)).text(), /dashboard\.js/u);
  const headers = { authorization: `Bearer ${ticket}` };
  const opened = await fetch(`${origin}/api/v1/session`, { method: 'POST', headers });
  assert.deepEqual(await opened.json(), { scope: 'control' });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const audit = (await (await fetch(`${origin}/api/v1/audit`, { headers: { cookie } })).json()) as { kept: boolean };
  assert.equal(audit.kept, true);
  assert.ok(existsSync(join(home, 'history.sqlite')));
  await alice.handlers.stop(null);
  await assert.rejects(fetch(origin));
});
