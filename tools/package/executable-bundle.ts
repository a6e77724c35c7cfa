import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild-wasm';
import { bundleDashboard, writeDashboard } from './dashboard-bundle.ts';

/** What the program reads of its own package while it runs. */
const OWN_FILES = ['package.json', 'README.md', 'LICENSE', 'NOTICE'];
/** Packages that are still CommonJS ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire as createOwnRequire } from 'node:module'; const require = createOwnRequire(import.meta.url);";
const LICENCE = /^licen[cs]e(?:\.\w+)?$/iu;
const PACKAGE = /^node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//u;

/**
 * Bundles the command line of the repository `root`, with the packages it uses, into an empty folder: the same places as in the published
 * package, so that what looks for a file of its own finds it. A file of licences is in it too.
 */
export function bundleForExecutable(folder: string, root: string): void {
  const common = { absWorkingDir: root, bundle: true, format: 'esm', platform: 'node', target: 'es2024' } as const;
  const options = { ...common, outdir: join(folder, 'dist/cli'), logLevel: 'silent', metafile: true } as const;
  const program = [resolve(root, 'src/cli/main.ts')];
  const { metafile } = buildSync({ ...options, entryPoints: program, splitting: true, banner: { js: REQUIRE } });
  // A thread gets its program as one text, in which no relative import leads anywhere.
  buildSync({ ...options, entryPoints: [resolve(root, 'src/cli/kme/link-worker.ts')] });
  writeDashboard(join(folder, 'dist/dashboard'), bundleDashboard(root));
  for (const name of OWN_FILES) writeFileSync(join(folder, name), readFileSync(resolve(root, name)));
  writeFileSync(join(folder, 'LICENSES.txt'), licenceTexts(Object.keys(metafile.inputs), root));
  writeFileSync(join(folder, 'main.mjs'), "import './dist/cli/main.js';\n");
}

/** The licences of all packages that files were taken from, by name. Throws a TypeError for a package without one. */
export function licenceTexts(paths: readonly string[], root: string): string {
  const names = new Set(paths.flatMap((path) => PACKAGE.exec(path)?.groups?.['name'] ?? []));
  const texts = [...names].toSorted().map((name) => {
    const folder = resolve(root, 'node_modules', name);
    const file = readdirSync(folder).find((each) => LICENCE.test(each));
    if (file === undefined) throw new TypeError(`${name} has no file of its licence`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
