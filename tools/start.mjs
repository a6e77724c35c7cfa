// The one door into the TypeScript of this repository: `node tools/start.mjs SCRIPT [ARGUMENT...]`.
// Plain JavaScript on purpose: an old Node.js gets one sentence and exit code 2 instead of a syntax error.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runtimeProblem } from './runtime-version.mjs';

const packageText = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { engines } = /** @type {{ engines: { node: string } }} */ (JSON.parse(packageText));
const problem = runtimeProblem(process.versions, engines.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('Name the script to run: node tools/start.mjs SCRIPT [ARGUMENT...]\n');
  process.exit(2);
}
// Loaded after the check: an old Node.js knows the module, and not the name.
const { enableCompileCache } = await import('node:module');
// Sources are stripped of their types and compiled once, for this process and for those that it starts.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

const scriptPath = resolve(script);
process.argv.splice(1, process.argv.length, scriptPath, ...scriptArguments);
await import(pathToFileURL(scriptPath).href);
