import { resolve } from 'node:path';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { isFresh, ownFolder, putInPlace } from './cached-build.ts';

/** Where the dashboard is built for programs that run from the sources. */
export const DASHBOARD_CACHE = 'node_modules/.cache/dashboard';

/** Everything that goes into it. */
const INPUTS = [
  'apps/dashboard/**/*',
  'src/{base,quantum,qkd,monitor}/**/*.ts',
  'tools/package/dashboard-*.ts',
  'package-lock.json',
];

/** Builds the dashboard for programs that run from the sources, if any of them is newer than what was built. Tells whether it did. */
export async function freshenDashboard(root: string = REPOSITORY_ROOT): Promise<boolean> {
  const folder = resolve(root, DASHBOARD_CACHE);
  if (isFresh(resolve(folder, 'index.html.gz'), INPUTS, root)) return false;
  const { bundleDashboard, writeDashboard } = await import('./dashboard-bundle.ts');
  writeDashboard(ownFolder(folder), bundleDashboard(root));
  putInPlace(folder);
  return true;
}
