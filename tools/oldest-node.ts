import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from './command.ts';
import { REPOSITORY_ROOT } from './source-tree.ts';

const manifest = readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8');
const { engines } = JSON.parse(manifest) as { engines: { node: string } };
const version = `${engines.node.replace('>=', '')}.0`;

// Runs the tests named in the arguments with the oldest Node.js that package.json promises.
const folder = mkdtempSync(join(tmpdir(), 'qforge-oldest-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n');
  runCommand(['npm', 'install', '--prefer-offline', `node@${version}`], folder);
  const node = join(folder, 'node_modules/node/bin/node');
  process.stdout.write(`Node.js ${runCommand([node, '--version']).trim()}\n`);
  process.stdout.write(runCommand([node, 'tools/start.mjs', 'tools/run-tests.ts', ...process.argv.slice(2)]));
} finally {
  rmSync(folder, { recursive: true });
}
