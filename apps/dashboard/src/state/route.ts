import { signal } from '@preact/signals';
import { type RoutePath, routes } from '../page-list.ts';

/** The page that is shown: what stands behind # in the address. */
export const route = signal<RoutePath>(currentRoute());

addEventListener('hashchange', () => (route.value = currentRoute()));

function currentRoute(): RoutePath {
  const wanted = location.hash.replace(/^#\/?/u, '');
  return routes.find(({ path }) => path === wanted)?.path ?? 'overview';
}
