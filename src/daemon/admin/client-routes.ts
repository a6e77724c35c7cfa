import type { AdminRoute } from './admin-route.ts';
import type { AdminSources } from './admin-sources.ts';
import { reading } from './json-answer.ts';

/** What a client has: channels, memory, links. */
export function clientRoutes({ client }: AdminSources): readonly AdminRoute[] {
  if (client === undefined) return [];
  const { tunnels } = client;
  return [
    reading('/api/v1/channels', 'Open channels, and what goes over them', () => ({ channels: client.channels() })),
    reading('/api/v1/pools', 'The memory pool, tier by tier, and what speaks for other settings', () => client.pools()),
    reading('/api/v1/links', 'What key managers have in store, as they last said', () => ({ links: client.links() })),
    ...(tunnels === undefined
      ? []
      : [
          reading(
            '/api/v1/tunnels',
            'Forwards and what goes through them, what peers may, what they were refused',
            tunnels,
          ),
        ]),
  ];
}
