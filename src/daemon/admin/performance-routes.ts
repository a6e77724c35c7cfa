import * as v from 'valibot';
import { PERFORMANCE_MODES, type PerformanceMode } from '../../client/index.ts';
import { MAX_PROFILE_MS, type ProfileKind } from '../profile-folder.ts';
import type { AdminRoute } from './admin-route.ts';
import type { AdminSources } from './admin-sources.ts';
import { jsonAnswer, reading } from './json-answer.ts';
import { jsonBody } from './json-body.ts';

const DEFAULT_PROFILE_MS = 5000;

const modeSchema: v.GenericSchema<unknown, { readonly mode: PerformanceMode }> = v.strictObject({
  mode: v.picklist(PERFORMANCE_MODES),
});

const profileSchema: v.GenericSchema<unknown, { readonly kind: ProfileKind; readonly forMs?: number | undefined }> =
  v.strictObject({
    kind: v.picklist(['cpu', 'heap']),
    forMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(MAX_PROFILE_MS))),
  });

/** What a client is to be good at, and profiles of its process. */
export function performanceRoutes({ client }: AdminSources): readonly AdminRoute[] {
  if (client === undefined) return [];
  const { profiles } = client;
  return [
    reading('/api/v1/performance', 'Figures, settings and their changes, and what is remarkable', () =>
      client.performance(),
    ),
    {
      method: 'post',
      path: '/api/v1/performance/mode',
      scope: 'control',
      summary: 'Changes what the client is to be good at',
      answers: 'application/json',
      handle: async (context) => {
        const { mode } = await jsonBody(context, modeSchema);
        client.setMode(mode);
        return jsonAnswer(context, client.performance());
      },
    },
    reading('/api/v1/profiles', 'Profiles that were taken', async () => ({
      running: profiles.running ?? null,
      profiles: await profiles.list(),
    })),
    {
      method: 'post',
      path: '/api/v1/profiles',
      scope: 'control',
      summary: 'Takes a profile of the processor, or of the heap without its texts, into a file',
      answers: 'application/json',
      handle: async (context) => {
        const { kind, forMs = DEFAULT_PROFILE_MS } = await jsonBody(context, profileSchema);
        return jsonAnswer(context, await profiles.take(kind, forMs), 201);
      },
    },
  ];
}
