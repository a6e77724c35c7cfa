import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { adminApp, MAX_BODY_BYTES } from '../../../src/daemon/admin/admin-app.ts';
import { adminRoutes } from '../../../src/daemon/admin/admin-routes.ts';
import { REQUESTS_PER_SECOND } from '../../../src/daemon/admin/request-budget.ts';
import { OriginGuard } from '../../../src/daemon/admin/request-origin.ts';
import { SESSION_LIFE_MS } from '../../../src/daemon/admin/session-table.ts';
import { SignInTickets } from '../../../src/daemon/admin/sign-in-tickets.ts';
import { type AdminRig, adminRig, CONTROL_TOKEN, READ_TOKEN } from './admin-rig.ts';

interface Asked {
  readonly rig: AdminRig;
  readonly tickets: SignInTickets;
  /** Asks as a program on this machine does. */
  readonly ask: (request: string, headers?: Readonly<Record<string, string>>, body?: string) => Promise<Response>;
}

function asked(t: TestContext): Asked {
  const rig = adminRig(t);
  const guard = new OriginGuard(['localhost:7780']);
  const tickets = new SignInTickets(rig.clock);
  const page = { type: 'text/html; charset=utf-8', gzipped: new Uint8Array(gzipSync('<p>the page')) };
  const pages = new Map([
    ['/', page],
    ['/index.html', page],
  ]);
  const { tokens, clock } = rig;
  const app = adminApp({ routes: adminRoutes(rig.sources), tokens, guard, clock, tickets, pages });
  const ask = async (request: string, headers = {}, body?: string): Promise<Response> => {
    const [method = '', path = ''] = request.split(' ');
    const given = { host: 'localhost:7780', ...headers };
    return app.request(path, { method, headers: given, ...(body === undefined ? {} : { body }) });
  };
  return { rig, ask, tickets };
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** What a path must be asked with. */
const exampleQuery = (path: string): string => (path.endsWith('/points') ? '?name=process_resident_memory_bytes' : '');

async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string; message: string; hint: string } };
  assert.ok(error.message.length > 0 && error.hint.length > 0);
  return `${response.status} ${error.code}`;
}

test('without a token nothing is told but three words', async (t) => {
  const { ask, rig } = asked(t);
  for (const { method, path, scope } of adminRoutes(rig.sources)) {
    const response = await ask(`${method.toUpperCase()} ${path}`);
    if (scope === undefined) assert.equal(response.status, 200, path);
    else assert.equal(await codeOf(response), '401 ADMIN_UNAUTHENTICATED', path);
  }
  for (const path of ['/livez', '/readyz', '/healthz']) assert.equal(await (await ask(`GET ${path}`)).text(), 'ok\n');
  assert.deepEqual(rig.done, []);
});

test('a token of scope read reads everything, and changes nothing', async (t) => {
  const { ask, rig } = asked(t);
  for (const { method, path, scope, answers } of adminRoutes(rig.sources)) {
    const response = await ask(`${method.toUpperCase()} ${path}${exampleQuery(path)}`, bearer(READ_TOKEN));
    if (scope === 'control') assert.equal(await codeOf(response), '403 ADMIN_FORBIDDEN', path);
    else assert.ok(response.status === 200 && response.headers.get('content-type')?.startsWith(answers), path);
    if (answers === 'text/event-stream') await response.body?.cancel();
  }
  assert.deepEqual(rig.done, []);
});

test('a token of scope control changes things', async (t) => {
  const { ask, rig } = asked(t);
  assert.equal((await ask('DELETE /api/v1/channels/qf1known', bearer(CONTROL_TOKEN))).status, 200);
  const unknown = await ask('DELETE /api/v1/channels/qf1other', bearer(CONTROL_TOKEN));
  assert.equal(await codeOf(unknown), '404 PEER_UNKNOWN');
  assert.equal((await ask('POST /api/v1/stop', bearer(CONTROL_TOKEN))).status, 202);
  assert.deepEqual(rig.done, ['close qf1known', 'close qf1other', 'stop']);
});

test('what is no token is no token', async (t) => {
  const { ask } = asked(t);
  const wrong = ['', 'Bearer', 'Bearer ', `Bearer ${READ_TOKEN}x`, `Basic ${READ_TOKEN}`, `Bearer ${READ_TOKEN} x`];
  for (const authorization of wrong) {
    assert.equal(
      await codeOf(await ask('GET /metrics', { authorization })),
      '401 ADMIN_UNAUTHENTICATED',
      authorization,
    );
  }
});

test('foreign names and pages are refused before anything else, probes too', async (t) => {
  const { ask } = asked(t);
  const foreign = [
    { host: 'evil.example:7780' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    assert.equal(await codeOf(await ask('GET /livez', headers)), '403 ADMIN_FOREIGN');
    const stop = await ask('POST /api/v1/stop', { ...bearer(CONTROL_TOKEN), ...headers });
    assert.equal(await codeOf(stop), '403 ADMIN_FOREIGN');
  }
});

test('a page shows the token once, and has a cookie from then on that no script and no other site can use', async (t) => {
  const { ask, rig } = asked(t);
  const opened = await ask('POST /api/v1/session', bearer(READ_TOKEN));
  const set = opened.headers.get('set-cookie') ?? '';
  assert.match(set, /HttpOnly/u);
  assert.match(set, /SameSite=Strict/u);
  assert.ok(!set.includes(READ_TOKEN));
  const cookie = { cookie: set.split(';')[0] ?? '' };
  assert.equal((await ask('GET /api/v1/health', cookie)).status, 200);
  assert.equal(await codeOf(await ask('POST /api/v1/stop', cookie)), '403 ADMIN_FORBIDDEN');
  rig.clock.advance(SESSION_LIFE_MS);
  assert.equal(await codeOf(await ask('GET /api/v1/health', cookie)), '401 ADMIN_UNAUTHENTICATED');
});

test('a session ends when its page says so, and none is opened for a stranger', async (t) => {
  const { ask } = asked(t);
  const opened = await ask('POST /api/v1/session', bearer(CONTROL_TOKEN));
  const cookie = { cookie: (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  assert.equal((await ask('DELETE /api/v1/session', cookie)).status, 200);
  assert.equal(await codeOf(await ask('GET /api/v1/health', cookie)), '401 ADMIN_UNAUTHENTICATED');
  assert.equal(await codeOf(await ask('POST /api/v1/session')), '401 ADMIN_UNAUTHENTICATED');
});

test('a page is told what its session may do, and the cookie is that of one port', async (t) => {
  const { ask } = asked(t);
  assert.deepEqual(await (await ask('GET /api/v1/session')).json(), { scope: null });
  const opened = await ask('POST /api/v1/session', bearer(CONTROL_TOKEN));
  const cookie = { cookie: (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  assert.match(cookie.cookie, /^qforge-session-7780=/u);
  assert.deepEqual(await (await ask('GET /api/v1/session', cookie)).json(), { scope: 'control' });
  const elsewhere = { cookie: cookie.cookie.replace('7780', '7790') };
  assert.deepEqual(await (await ask('GET /api/v1/session', elsewhere)).json(), { scope: null });
});

test('a ticket opens one session, and is no token', async (t) => {
  const { ask, tickets } = asked(t);
  const ticket = tickets.issue('control');
  assert.equal(await codeOf(await ask('GET /metrics', bearer(ticket))), '401 ADMIN_UNAUTHENTICATED');
  assert.deepEqual(await (await ask('POST /api/v1/session', bearer(ticket))).json(), { scope: 'control' });
  assert.equal(await codeOf(await ask('POST /api/v1/session', bearer(ticket))), '401 ADMIN_UNAUTHENTICATED');
});

test('the files of the dashboard need no token, and are under the same policy', async (t) => {
  const { ask } = asked(t);
  for (const path of ['/', '/index.html']) {
    const answer = await ask(`GET ${path}`);
    assert.deepEqual([answer.status, await answer.text()], [200, '<p>the page']);
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'/u);
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  }
  assert.equal(await codeOf(await ask('GET /', { host: 'evil.example:7780' })), '403 ADMIN_FOREIGN');
  assert.equal(await codeOf(await ask('GET /dashboard.map')), '404 ADMIN_PATH_UNKNOWN');
});

test('probes say no when there is reason to', async (t) => {
  const { ask, rig } = asked(t);
  rig.setReady(false);
  assert.equal((await ask('GET /readyz')).status, 503);
  rig.checks.push({ name: 'x', status: 'degraded', detail: 'slow' });
  rig.sources.monitor.update();
  assert.equal((await ask('GET /healthz')).status, 200);
  rig.checks.push({ name: 'y', status: 'unhealthy', detail: 'bad' });
  rig.sources.monitor.update();
  assert.equal((await ask('GET /healthz')).status, 503);
  assert.equal((await ask('GET /livez')).status, 200);
});

test('unknown paths, long bodies and too many requests are answered by their codes', async (t) => {
  const { ask } = asked(t);
  assert.equal(await codeOf(await ask('GET /../../etc/passwd')), '404 ADMIN_PATH_UNKNOWN');
  assert.equal(await codeOf(await ask('PUT /metrics')), '404 ADMIN_PATH_UNKNOWN');
  const long = { 'content-length': String(MAX_BODY_BYTES + 1), ...bearer(CONTROL_TOKEN) };
  const refused = await ask('POST /api/v1/stop', long, 'x'.repeat(MAX_BODY_BYTES + 1));
  assert.equal(await codeOf(refused), '400 ADMIN_REQUEST_INVALID');
  let last = await ask('GET /livez');
  for (let count = 0; count < REQUESTS_PER_SECOND; count += 1) last = await ask('GET /livez');
  assert.equal(await codeOf(last), '429 ADMIN_BUSY');
});

test('every answer forbids what pages of others could do with it', async (t) => {
  const { ask } = asked(t);
  for (const request of ['GET /livez', 'GET /metrics', 'GET /nowhere']) {
    const { headers } = await ask(request);
    assert.match(
      headers.get('content-security-policy') ?? '',
      /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/u,
      request,
    );
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('access-control-allow-origin'), null);
  }
});

test('a fault of ours is told without its words', async (t) => {
  const { rig, ask } = asked(t);
  Object.assign(rig.sources, { status: undefined });
  const failing = adminApp({
    routes: [
      {
        method: 'get',
        path: '/broken',
        scope: undefined,
        summary: 'x',
        answers: 'text/plain',
        handle: () => {
          throw new TypeError('secret words');
        },
      },
    ],
    tokens: rig.tokens,
    guard: new OriginGuard(['localhost:7780']),
    clock: rig.clock,
  });
  const response = await failing.request('/broken', { headers: { host: 'localhost:7780' } });
  const text = await response.text();
  assert.equal(response.status, 500);
  assert.ok(text.includes('INTERNAL') && !text.includes('secret words'));
  assert.equal((await ask('GET /livez')).status, 200);
});
