/** The name of a page. */
export type RoutePath = 'overview' | 'channels';

/** A page of the navigation. */
export interface Route {
  readonly path: RoutePath;
  readonly title: string;
  readonly group: string;
}

/** The pages, in the order of the navigation, in groups. */
export const routes: readonly Route[] = [
  { path: 'overview', title: 'Overview', group: 'Now' },
  { path: 'channels', title: 'Channels', group: 'Now' },
];
