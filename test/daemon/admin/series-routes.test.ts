import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { MAX_SERIES_SPAN_MS } from '../../../src/daemon/admin/series-routes.ts';
import { type AdminRig, askedRig } from './admin-rig.ts';

interface Shown {
  readonly name: string;
  readonly unit: string;
  readonly stepMs: number;
  readonly points: { readonly atMs: number; readonly mean: number; readonly least: number; readonly most: number }[];
}

function measured(t: TestContext): { readonly rig: AdminRig; readonly get: (path: string) => Promise<Response> } {
  const { rig, get } = askedRig(t);
  for (const value of [2, 4, 9]) {
    rig.sources.registry.gauge('qforge_channels_open', value);
    rig.clock.advance(10_000);
  }
  return { rig, get };
}

test('lists the series that there are, with unit and meaning', async (t) => {
  const { get } = measured(t);
  const { series } = (await (await get('/api/v1/series')).json()) as { series: Record<string, unknown>[] };
  const open = series.find(({ name }) => name === 'qforge_channels_open');
  assert.deepEqual([open?.['unit'], open?.['last'], open?.['kind']], ['count', 9, 'value']);
  assert.ok(series.some(({ name }) => name === 'rate:process_cpu_seconds_total'));
});

test('shows a series over the span that is asked for', async (t) => {
  const { get } = measured(t);
  const all = (await (await get('/api/v1/series/points?name=qforge_channels_open')).json()) as Shown;
  assert.deepEqual(
    all.points.map(({ mean }) => mean),
    [2, 4, 9],
  );
  const last = (await (await get('/api/v1/series/points?name=qforge_channels_open&spanMs=10000')).json()) as Shown;
  assert.deepEqual(
    last.points.map(({ most }) => most),
    [4, 9],
  );
  const long = (await (await get(`/api/v1/series/points?name=qforge_channels_open&spanMs=86400000`)).json()) as Shown;
  assert.deepEqual([long.stepMs, long.points[0]?.mean], [300_000, 5]);
});

test('refuses what is no series and no span', async (t) => {
  const { get } = measured(t);
  const codeOf = async (path: string): Promise<string> => {
    const response = await get(path);
    return `${response.status} ${((await response.json()) as { error: { code: string } }).error.code}`;
  };
  for (const name of ['', 'qforge_nothing', '../../etc', encodeURIComponent('x{a="\'; DROP TABLE points"}')]) {
    assert.equal(await codeOf(`/api/v1/series/points?name=${name}`), '404 SERIES_UNKNOWN', name);
  }
  for (const span of ['-1', '1e3', 'x', '', String(MAX_SERIES_SPAN_MS + 1)]) {
    const path = `/api/v1/series/points?name=qforge_channels_open&spanMs=${span}`;
    assert.equal(await codeOf(path), '400 ADMIN_REQUEST_INVALID', span);
  }
});
