import * as v from 'valibot';
import { QForgeError } from '../../base/index.ts';
import type { AdminRoute } from './admin-route.ts';
import type { AdminSources } from './admin-sources.ts';
import { jsonAnswer, reading } from './json-answer.ts';
import { jsonBody } from './json-body.ts';

const label = v.pipe(v.string(), v.maxLength(128));

const silenceSchema = v.strictObject({
  rule: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  labels: v.optional(v.record(label, label), {}),
  forMs: v.pipe(v.number(), v.integer()),
  comment: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
});

/** Alerts, and what keeps them from being told. */
export function alertRoutes(sources: AdminSources): readonly AdminRoute[] {
  const { alerts, delivery } = sources;
  const listing = reading('/api/v1/alerts', 'Alerts, rules, silences, and where alerts are told', () => ({
    alerts: alerts.alerts(),
    rules: alerts.rules,
    silences: alerts.silences(),
    sinks: delivery.status(),
  }));
  const testing: AdminRoute = {
    method: 'post',
    path: '/api/v1/alerts/test',
    scope: 'control',
    summary: 'Sends a test to everywhere that alerts are told',
    answers: 'application/json',
    handle: (context) => jsonAnswer(context, delivery.test()),
  };
  return [listing, ...silenceRoutes(sources), testing];
}

function silenceRoutes({ alerts, feed }: AdminSources): readonly AdminRoute[] {
  const tellSilences = (): void => feed.publish({ type: 'silence', data: { silences: alerts.silences() } });
  const beginning: AdminRoute = {
    method: 'post',
    path: '/api/v1/silences',
    scope: 'control',
    summary: 'Keeps alerts of a rule, or all with "*", from being told for a time',
    answers: 'application/json',
    handle: async (context) => {
      const made = alerts.silence(await jsonBody(context, silenceSchema));
      tellSilences();
      return jsonAnswer(context, made, 201);
    },
  };
  const ending: AdminRoute = {
    method: 'delete',
    path: '/api/v1/silences/:id',
    scope: 'control',
    summary: 'Ends a silence',
    parameters: [{ name: 'id', place: 'path', meaning: 'the ID of the silence' }],
    answers: 'application/json',
    handle: (context) => {
      const id = context.req.param('id') ?? '';
      if (!alerts.endSilence(id)) throw new QForgeError('SILENCE_UNKNOWN', { silence: id.slice(0, 100) });
      tellSilences();
      return jsonAnswer(context, { ended: id });
    },
  };
  return [beginning, ending];
}
