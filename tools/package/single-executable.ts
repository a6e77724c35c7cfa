import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { bundleForExecutable } from './executable-bundle.ts';

/** The command line in one file, with the Node.js that made it. */
export interface SingleExecutable {
  readonly path: string;
  readonly bytes: number;
  /** Of these, files of the program: bundles, the dashboard, texts. */
  readonly programBytes: number;
  /** How many files these are. */
  readonly programFiles: number;
}

/** Makes the command line of the repository `root` a single executable by `node --build-sea`, for the platform that this runs on; a file of licences beside it. */
export function buildSingleExecutable(output: string, root: string = REPOSITORY_ROOT): SingleExecutable {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-executable-'));
  try {
    bundleForExecutable(folder, root);
    const paths = globSync('**/*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
    const programBytes = paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
    mkdirSync(dirname(output), { recursive: true });
    const configuration = join(folder, 'executable.json');
    writeFileSync(configuration, JSON.stringify(configurationOf(folder, paths, resolve(output))));
    runCommand([process.execPath, '--build-sea', configuration]);
    copyFileSync(join(folder, 'LICENSES.txt'), `${output}.licenses.txt`);
    return { path: resolve(output), bytes: statSync(output).size, programBytes, programFiles: paths.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By the documentation of Node.js, "Single executable applications"; every file is an asset under its own path. */
function configurationOf(folder: string, paths: readonly string[], output: string): Readonly<Record<string, unknown>> {
  return {
    main: join(folder, 'main.mjs'),
    mainFormat: 'module',
    output,
    useVfs: true,
    disableExperimentalSEAWarning: true,
    assets: Object.fromEntries(paths.filter((path) => path !== 'main.mjs').map((path) => [path, join(folder, path)])),
  };
}
