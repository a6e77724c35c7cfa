import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rooms } from '../architecture/rooms.ts';
import { packageProgram, runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { bundleForBrowsers } from './browser-bundle.ts';
import { bundleDashboard, writeDashboard } from './dashboard-bundle.ts';
import { bundleForNode } from './node-bundle.ts';

const PROGRAM = 'dist/cli/main.js';
const SHEBANG = '#!/usr/bin/env node\n';
const EXECUTABLE_MODE = 0o755;

/** Builds `dist/` afresh from the rooms: bundles and declarations, the dashboard, and the command line as a program. */
export function buildPackage(root: string = REPOSITORY_ROOT): void {
  rmSync(resolve(root, 'dist'), { recursive: true, force: true });
  const projects = rooms.map(({ name }) => `src/${name}`).filter((path) => existsSync(resolve(root, path)));
  runCommand([...packageProgram('typescript', 'tsc'), '-b', ...projects], root);
  if (existsSync(resolve(root, 'src/browser'))) bundleBrowserRoom(root);
  bundleForNode(resolve(root, 'dist'), root);
  if (existsSync(resolve(root, 'apps/dashboard')))
    writeDashboard(resolve(root, 'dist/dashboard'), bundleDashboard(root));
  const program = resolve(root, PROGRAM);
  if (!readFileSync(program, 'utf8').startsWith(SHEBANG)) {
    throw new TypeError(`${PROGRAM} does not begin with ${SHEBANG.trim()}`);
  }
  chmodSync(program, EXECUTABLE_MODE);
}

/** Pages get one file: the compiled modules would lead a bundler to modules of Node that only other names of theirs need. */
function bundleBrowserRoom(root: string): void {
  const folder = resolve(root, 'dist/browser');
  for (const file of readdirSync(folder)) if (file.endsWith('.js')) rmSync(resolve(folder, file));
  writeFileSync(resolve(folder, 'index.js'), bundleForBrowsers('src/browser/index.ts', root).text);
}
