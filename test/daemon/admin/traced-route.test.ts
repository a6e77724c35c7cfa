import assert from 'node:assert/strict';
import test from 'node:test';
import { adminApp } from '../../../src/daemon/admin/admin-app.ts';
import { adminRoutes } from '../../../src/daemon/admin/admin-routes.ts';
import { OriginGuard } from '../../../src/daemon/admin/request-origin.ts';
import type { FinishedSpan } from '../../../src/monitor/index.ts';
import { adminRig, CONTROL_TOKEN } from './admin-rig.ts';

test('a request leaves a span in the trace of whoever asks, under the name of its route and not of its path', async (t) => {
  const [rig, spans] = [adminRig(t), [] as FinishedSpan[]];
  const app = adminApp({
    routes: adminRoutes(rig.sources),
    tokens: rig.tokens,
    guard: new OriginGuard(['localhost:7780']),
    clock: rig.clock,
    spans: { record: (span) => spans.push(span) },
  });
  const ask = async (method: string, path: string, headers = {}): Promise<number> => {
    const given = { host: 'localhost:7780', authorization: `Bearer ${CONTROL_TOKEN}`, ...headers };
    return (await app.request(path, { method, headers: given })).status;
  };
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  assert.equal(await ask('DELETE', '/api/v1/channels/qf1known', { traceparent }), 200);
  assert.equal(await ask('DELETE', '/api/v1/channels/qf1stranger', { traceparent: 'nonsense' }), 404);
  const [known, stranger] = spans;
  assert.deepEqual(
    [known?.name, known?.traceId, known?.parentId, known?.hasFailed, known?.fields],
    [
      'DELETE /api/v1/channels/:peer',
      '4bf92f3577b34da6a3ce929d0e0e4736',
      '00f067aa0ba902b7',
      false,
      { 'http.request.method': 'DELETE', 'http.route': '/api/v1/channels/:peer', 'http.response.status_code': 200 },
    ],
  );
  assert.deepEqual([stranger?.hasFailed, stranger?.parentId], [true, undefined]);
  assert.equal(await ask('GET', '/api/v1/status', { authorization: 'Bearer x' }), 401);
  assert.equal(spans.length, 2);
});
