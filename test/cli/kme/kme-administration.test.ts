import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErrorFigures } from '../../../src/resilience/index.ts';
import { promtoolFindings, whyNoPromtool } from '../../monitor/prometheus-tools.ts';
import { documentsOf, User } from '../command-line.ts';

test('a key manager serves its metrics to who shows its token', async (t) => {
  const user = new User(t);
  const folder = join(user.home, 'qkd');
  const pair = user.start(['kme', 'pair', '--json', '--folder', folder], { stdin: 'ignore' });
  t.after(() => pair.child.kill('SIGKILL'));
  await pair.printed(/\n\}\n/u);
  const { kmes, saes } = JSON.parse(pair.stdout) as {
    kmes: readonly { config: string }[];
    saes: readonly { id: string; access: string }[];
  };
  await pair.end('SIGTERM');
  const config = kmes[0]?.config ?? '';
  const kme = user.start(['kme', 'serve', '--config', config, '--admin', '127.0.0.1:0', '--json'], { stdin: 'ignore' });
  t.after(() => kme.child.kill('SIGKILL'));
  await kme.printed(/\n/u);
  const admin = String(documentsOf(kme.stdout)[0]?.['admin']);
  const token = readFileSync(join(config, '..', 'metrics.token'), 'utf8').trim();
  const get = (path: string): Promise<Response> =>
    fetch(`${admin}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const asked = await user.run(['kme', 'status', 'bob', '--kme', saes.find(({ id }) => id === 'alice')?.access ?? '']);
  assert.equal(asked.code, 0, asked.stderr);
  const refused = await user.run([
    'kme',
    'status',
    'nobody',
    '--kme',
    saes.find(({ id }) => id === 'alice')?.access ?? '',
  ]);
  assert.notEqual(refused.code, 0);
  const metrics = await (await get('/metrics')).text();
  assert.match(metrics, /^qforge_build_info\{/mu);
  assert.match(metrics, /^qforge_kme_requests_total\{status="200"\} 1$/mu);
  if (whyNoPromtool() === undefined) assert.equal(promtoolFindings(metrics), '');
  const status = (await (await get('/api/v1/status')).json()) as { errors: ErrorFigures };
  assert.deepEqual(Object.keys(status), ['kme', 'url', 'errors']);
  assert.equal(status.errors.byCode['KME_REQUEST_REJECTED']?.total, 1);
  assert.equal(status.errors.byClass.usage?.total, 1);
  assert.match(metrics, /^qforge_errors_total\{class="usage",code="KME_REQUEST_REJECTED"\} 1$/mu);
  assert.equal((await get('/api/v1/channels')).status, 404);
  assert.equal((await fetch(`${admin}/metrics`)).status, 401);
  await kme.end('SIGTERM');
});
