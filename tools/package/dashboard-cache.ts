import { existsSync, globSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { REPOSITORY_ROOT } from '../source-tree.ts';

/** Where the dashboard is built for programs that run from the sources. */
export const DASHBOARD_CACHE = 'node_modules/.cache/dashboard';

/** Everything that goes into it. */
const INPUTS = [
  'apps/dashboard/**/*',
  'src/{base,quantum,qkd}/**/*.ts',
  'tools/package/dashboard-*.ts',
  'package-lock.json',
];

/** Builds the dashboard for programs that run from the sources, if any of them is newer than what was built. Tells whether it did. */
export async function freshenDashboard(root: string = REPOSITORY_ROOT): Promise<boolean> {
  const folder = resolve(root, DASHBOARD_CACHE);
  if (isFresh(folder, root)) return false;
  const { bundleDashboard, writeDashboard } = await import('./dashboard-bundle.ts');
  const files = bundleDashboard(root);
  // Others may build at the same time, and a reader must never find half of it.
  const own = `${folder}-${process.pid}`;
  writeDashboard(own, files);
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(own, folder);
  } catch {
    // Another one was faster, with the same.
    rmSync(own, { recursive: true, force: true });
  }
  return true;
}

/** Whether the page is there, and no input is newer. */
function isFresh(folder: string, root: string): boolean {
  const page = resolve(folder, 'index.html.gz');
  if (!existsSync(page)) return false;
  const builtMs = statSync(page).mtimeMs;
  return INPUTS.every((pattern) =>
    globSync(pattern, { cwd: root }).every((path) => statSync(resolve(root, path)).mtimeMs <= builtMs),
  );
}
