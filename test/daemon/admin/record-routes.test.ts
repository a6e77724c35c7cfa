import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { silentMetrics, systemClock } from '../../../src/base/index.ts';
import { checkAuditProof, Observation } from '../../../src/client/index.ts';
import { adminApp } from '../../../src/daemon/admin/admin-app.ts';
import { adminRoutes } from '../../../src/daemon/admin/admin-routes.ts';
import type { AdminSources, ValidatorSource } from '../../../src/daemon/admin/admin-sources.ts';
import { MAX_RECORDS } from '../../../src/daemon/admin/record-routes.ts';
import { OriginGuard } from '../../../src/daemon/admin/request-origin.ts';
import { auditSource } from '../../../src/daemon/audit-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { adminRig, READ_TOKEN } from './admin-rig.ts';

type Ask = (request: string) => Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;

function asking(t: TestContext, records: Partial<AdminSources>): Ask {
  const { sources, tokens, clock } = adminRig(t);
  const routes = adminRoutes({ ...sources, ...records });
  const app = adminApp({ routes, tokens, clock, guard: new OriginGuard(['localhost:7780']) });
  return async (request) => {
    const [method = '', path = ''] = request.split(' ');
    const headers = { host: 'localhost:7780', authorization: `Bearer ${READ_TOKEN}` };
    const response = await app.request(path, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

/** A trail of so many entries, closed, so that a checkpoint speaks of all. */
async function trailOf(t: TestContext, entries: number): Promise<string> {
  const folder = join(temporaryFolder(t), 'audit');
  const onFailure = (error: unknown): void => assert.fail(String(error));
  const observation = await Observation.open({
    audit: { folder },
    clock: systemClock,
    metrics: silentMetrics,
    onFailure,
  });
  for (let at = 0; at < entries; at += 1) observation.logger.log('info', 'audit', 'key delivered', { number: at });
  await observation[Symbol.asyncDispose]();
  return folder;
}

const numbersOf = (body: Readonly<Record<string, unknown>>): readonly number[] =>
  (body['entries'] as { index: number }[]).map(({ index }) => index);

test('entries of the trail come newest first, page by page', async (t) => {
  const ask = asking(t, { audit: auditSource(await trailOf(t, 7)) });
  const first = (await ask('GET /api/v1/audit?count=3')).body;
  assert.deepEqual([first['kept'], first['size'], first['published']], [true, 7, 7]);
  assert.deepEqual(numbersOf(first), [6, 5, 4]);
  const [newest] = first['entries'] as { fields: unknown; event: string; isPublished: boolean }[];
  assert.deepEqual([newest?.event, newest?.fields, newest?.isPublished], ['key delivered', { number: 6 }, true]);
  assert.deepEqual(numbersOf((await ask('GET /api/v1/audit?count=3&before=4')).body), [3, 2, 1]);
  assert.deepEqual(numbersOf((await ask('GET /api/v1/audit?count=3&before=1')).body), [0]);
  assert.deepEqual(numbersOf((await ask('GET /api/v1/audit?before=0')).body), []);
  assert.equal(numbersOf((await ask('GET /api/v1/audit')).body).length, 7);
  for (const query of ['count=101', 'count=x', 'before=-1']) {
    assert.equal((await ask(`GET /api/v1/audit?${query}`)).status, 400, query);
  }
  assert.equal(MAX_RECORDS, 100);
});

test('an examination says what is wrong, and a receipt stands on its own', async (t) => {
  const folder = await trailOf(t, 3);
  const ask = asking(t, { audit: auditSource(folder) });
  const [one, other] = await Promise.all([
    ask('POST /api/v1/audit/examination'),
    ask('POST /api/v1/audit/examination'),
  ]);
  assert.deepEqual(one, other);
  assert.deepEqual([one.body['kept'], one.body['size'], one.body['findings']], [true, 3, []]);
  const { body } = await ask('GET /api/v1/audit/1/receipt');
  const [receipt, entry] = [join(folder, 'r'), join(folder, 'e')];
  writeFileSync(receipt, String(body['receipt']));
  writeFileSync(entry, String(body['entry']));
  const proven = await checkAuditProof({ receipt, entry, keys: join(folder, 'verifiers.txt') });
  assert.deepEqual([proven.entry.index, proven.size], [1, 3]);
  for (const index of ['7', 'x', '-1'])
    assert.ok((await ask(`GET /api/v1/audit/${index}/receipt`)).status >= 400, index);
});

test('what is not kept and not configured is said, not invented', async (t) => {
  const ask = asking(t, { peers: undefined });
  assert.deepEqual((await ask('GET /api/v1/audit')).body, { kept: false });
  assert.deepEqual((await ask('POST /api/v1/audit/examination')).body, { kept: false });
  assert.deepEqual((await ask('GET /api/v1/audit/0/receipt')).body, { kept: false });
  for (const path of ['', '/decisions', '/proposals/ab/receipt']) {
    assert.deepEqual((await ask(`GET /api/v1/consensus${path}`)).body, { configured: false });
  }
  assert.equal((await ask('GET /api/v1/peers')).status, 404);
});

test('the validator is asked for what the request names, within bounds', async (t) => {
  const asked: unknown[] = [];
  const validator: ValidatorSource = {
    status: () => Promise.resolve({ network: 'n', height: 3 }),
    decisions: (before, count) => {
      asked.push([before, count]);
      return Promise.resolve({ height: 2, decisions: [] });
    },
    proof: (proposal) => {
      asked.push(proposal);
      return Promise.resolve({ outcome: 'approved' });
    },
  };
  const ask = asking(t, { validator, peers: () => [] });
  assert.deepEqual((await ask('GET /api/v1/consensus')).body, { configured: true, network: 'n', height: 3 });
  await ask('GET /api/v1/consensus/decisions?before=9&count=4');
  await ask('GET /api/v1/consensus/decisions');
  await ask('GET /api/v1/consensus/proposals/abcd/receipt');
  assert.deepEqual(asked, [[9, 4], [Number.MAX_SAFE_INTEGER, 50], 'abcd']);
  assert.equal((await ask('GET /api/v1/consensus/decisions?count=101')).status, 400);
  assert.deepEqual((await ask('GET /api/v1/peers')).body, { peers: [] });
});
