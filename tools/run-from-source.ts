// The command line from the sources; what serves the dashboard finds it built. `npm start` and `npm run qforge` come in here.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY_ROOT } from './source-tree.ts';

const SERVE_THE_DASHBOARD = ['up', 'demo'];

if (SERVE_THE_DASHBOARD.includes(process.argv[2] ?? '')) {
  const { freshenDashboard } = await import('./package/dashboard-cache.ts');
  await freshenDashboard();
}
const program = resolve(REPOSITORY_ROOT, 'src/cli/main.ts');
process.argv[1] = program;
await import(pathToFileURL(program).href);
