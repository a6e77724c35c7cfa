/** The name of a page. */
export type RoutePath =
  | 'overview'
  | 'channels'
  | 'tunnels'
  | 'peers'
  | 'alerts'
  | 'links'
  | 'memory'
  | 'tuning'
  | 'consensus'
  | 'audit'
  | 'laboratory';

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
  { path: 'tunnels', title: 'Tunnels', group: 'Now' },
  { path: 'peers', title: 'Peers', group: 'Now' },
  { path: 'alerts', title: 'Alerts', group: 'Now' },
  { path: 'links', title: 'Quantum links', group: 'Resources' },
  { path: 'memory', title: 'Memory', group: 'Resources' },
  { path: 'tuning', title: 'Tuning', group: 'Resources' },
  { path: 'consensus', title: 'Consensus', group: 'Records' },
  { path: 'audit', title: 'Audit trail', group: 'Records' },
  { path: 'laboratory', title: 'Laboratory', group: 'Tools' },
];
