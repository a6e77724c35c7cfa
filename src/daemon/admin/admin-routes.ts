import type { Context } from 'hono';
import { QForgeError } from '../../base/index.ts';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../../monitor/index.ts';
import type { AdminRoute } from './admin-route.ts';
import type { AdminSources } from './admin-sources.ts';
import { alertRoutes } from './alert-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { eventStream } from './event-stream.ts';
import { reading } from './json-answer.ts';
import { openApiDescription } from './openapi.ts';
import { performanceRoutes } from './performance-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { seriesRoutes } from './series-routes.ts';

/** Everything that can be asked of the admin interface. */
export function adminRoutes(sources: AdminSources): readonly AdminRoute[] {
  const routes: AdminRoute[] = [
    ...probeRoutes(sources),
    ...readingRoutes(sources),
    ...seriesRoutes(sources),
    ...alertRoutes(sources),
    ...clientRoutes(sources),
    ...recordRoutes(sources),
    ...performanceRoutes(sources),
    ...controlRoutes(sources),
    {
      method: 'get',
      path: '/api/v1/openapi.json',
      scope: undefined,
      summary: 'This description, by OpenAPI 3.1',
      answers: 'application/json',
      handle: (context) => context.json(openApiDescription(routes)),
    },
  ];
  return routes;
}

/** For supervisors: a word, and a status that says the same. They tell nothing else, so they need no token. */
function probeRoutes({ isReady, monitor }: AdminSources): readonly AdminRoute[] {
  const probe = (path: string, summary: string, isWell: () => boolean): AdminRoute => ({
    method: 'get',
    path,
    scope: undefined,
    summary,
    answers: 'text/plain',
    handle: (context) => (isWell() ? context.text('ok\n') : context.text('no\n', 503)),
  });
  const isUseful = (): boolean => ['healthy', 'degraded'].includes(monitor.getSystemHealth().status);
  return [
    probe('/livez', 'Whether the process answers at all', () => true),
    probe('/readyz', 'Whether it takes work', isReady),
    probe('/healthz', 'Whether it is healthy or degraded, and not worse', isUseful),
  ];
}

function readingRoutes({ monitor, registry, feed, status }: AdminSources): readonly AdminRoute[] {
  return [
    {
      method: 'get',
      path: '/metrics',
      scope: 'read',
      summary: 'All metrics, as a Prometheus server scrapes them',
      answers: 'text/plain',
      handle: (context) =>
        context.body(prometheusText(registry.snapshot()), 200, { 'content-type': PROMETHEUS_CONTENT_TYPE }),
    },
    reading('/api/v1/status', 'What the process is and does', status),
    reading('/api/v1/health', 'How it does, and why not better', () => monitor.getSystemHealth()),
    reading('/api/v1/report', 'Health, what happens now, and advice', () => monitor.generateSystemReport()),
    reading('/api/v1/history', 'The last ten minutes, second by second', () => monitor.getHistory()),
    {
      method: 'get',
      path: '/api/v1/events',
      scope: 'read',
      summary: 'What happens, as server-sent events; Last-Event-ID goes on where a break was',
      answers: 'text/event-stream',
      handle: (context) => eventStream(context, feed),
    },
  ];
}

function controlRoutes({ closeChannel, stop }: AdminSources): readonly AdminRoute[] {
  return [
    {
      method: 'delete',
      path: '/api/v1/channels/:peer',
      scope: 'control',
      summary: 'Closes the channel to a peer',
      parameters: [{ name: 'peer', place: 'path', meaning: 'the PeerId' }],
      answers: 'application/json',
      handle: async (context) => {
        const peer = context.req.param('peer') ?? '';
        if (!(await closeChannel(peer))) throw new QForgeError('PEER_UNKNOWN', { peer: peer.slice(0, 100) });
        return context.json({ closed: peer });
      },
    },
    {
      method: 'post',
      path: '/api/v1/stop',
      scope: 'control',
      summary: 'Ends the process as Ctrl-C does: nothing that was acknowledged is lost',
      answers: 'application/json',
      handle: (context: Context) => {
        stop();
        return context.json({ stopping: true }, 202);
      },
    },
  ];
}
