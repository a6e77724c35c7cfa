import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { rooms } from '../architecture/rooms.ts';
import { packageProgram, runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';

const PROGRAM = 'dist/cli/main.js';
const SHEBANG = '#!/usr/bin/env node\n';
const EXECUTABLE_MODE = 0o755;

/** Builds `dist/` afresh from the rooms: JavaScript and declarations, and the command line as a program. */
export function buildPackage(root: string = REPOSITORY_ROOT): void {
  rmSync(resolve(root, 'dist'), { recursive: true, force: true });
  const projects = rooms.map(({ name }) => `src/${name}`).filter((path) => existsSync(resolve(root, path)));
  runCommand([...packageProgram('typescript', 'tsc'), '-b', ...projects], root);
  const program = resolve(root, PROGRAM);
  if (!readFileSync(program, 'utf8').startsWith(SHEBANG)) {
    throw new TypeError(`${PROGRAM} does not begin with ${SHEBANG.trim()}`);
  }
  chmodSync(program, EXECUTABLE_MODE);
}
