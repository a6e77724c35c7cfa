import type { Context } from 'hono';
import { QForgeError } from '../../base/index.ts';
import { evenValues, outlooks, type SeriesPoints, type SeriesTrend, seriesTrend } from '../../monitor/index.ts';
import type { AdminRoute } from './admin-route.ts';
import type { AdminSources } from './admin-sources.ts';
import { queryNumber, reading } from './json-answer.ts';

/** The longest span that points are shown of. */
export const MAX_SERIES_SPAN_MS: number = 90 * 86_400_000;

const HOUR_MS = 3_600_000;

/** What is known of the past, series by series. */
export function seriesRoutes({ history }: AdminSources): readonly AdminRoute[] {
  return [
    reading('/api/v1/series', 'All series that have points', () => ({ series: history.list() })),
    reading('/api/v1/series/points', 'One series over time', (context) => pointsOf(context, history), [
      { name: 'name', place: 'query', meaning: 'the series, as the list names it' },
      { name: 'spanMs', place: 'query', meaning: 'how far back, in milliseconds; default: an hour' },
      { name: 'aheadMs', place: 'query', meaning: 'how far to forecast, in milliseconds; default: not at all' },
    ]),
    reading('/api/v1/outlook', 'What will run out, and when', () => ({ outlooks: outlooks(history) })),
  ];
}

function pointsOf(context: Context, history: AdminSources['history']): SeriesPoints & SeriesTrend {
  const name = context.req.query('name') ?? '';
  const found = history.points(name, queryNumber(context, 'spanMs', HOUR_MS, MAX_SERIES_SPAN_MS));
  if (found === undefined) throw new QForgeError('SERIES_UNKNOWN', { series: name.slice(0, 200) });
  const aheadMs = queryNumber(context, 'aheadMs', 0, MAX_SERIES_SPAN_MS);
  return { ...found, ...seriesTrend(evenValues(found.points, found.stepMs), found.stepMs, aheadMs) };
}
