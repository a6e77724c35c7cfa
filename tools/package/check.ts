import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { packageProgram, runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { buildPackage } from './build.ts';
import { usePackedExamples } from './packed-examples.ts';
import { packedFileProblems } from './packed-files.ts';
import { MAX_HELP_MS, startupMs } from './startup-time.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Exports that a stranger's project can import only with packages of its own. */
const ADAPTERS: ReadonlySet<string> = new Set(['./libp2p']);

/** Builds and packs the package, and uses it as a stranger would. `report` is told of each step that held. */
export function checkPackage(report: (line: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-package-'));
  try {
    buildPackage();
    const packed = pack(folder);
    report(`packed ${packed.files.length} files, ${Math.ceil(packed.size / 1024)} KiB`);
    const tarball = join(folder, basename(packed.filename));
    report(`packed twice: the same bytes, SHA-256 ${requireSameTwice(tarball)}`);
    runCommand([...packageProgram('publint'), '--strict', tarball]);
    report('publint found nothing');
    runCommand([...packageProgram('@arethetypeswrong/cli', 'attw'), tarball, '--profile', 'esm-only']);
    report('the types are right for every export');
    useAsStranger(folder, tarball, report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pack(folder: string): Packed {
  const output = runCommand(['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = JSON.parse(output) as readonly Packed[];
  if (packed === undefined) throw new TypeError('npm pack made no package');
  const problems = packedFileProblems(packed.files.map(({ path }) => path));
  if (problems.length > 0) throw new TypeError(problems.join('\n'));
  return packed;
}

/** Packs once more, into a folder of its own; gives the digest of both. Times and order of files make no difference. */
function requireSameTwice(tarball: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-package-again-'));
  try {
    const again = join(folder, basename(pack(folder).filename));
    const [first, second] = [tarball, again].map((path) =>
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    );
    if (first === undefined || first !== second) throw new TypeError('the same sources were packed into other bytes');
    return first;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function useAsStranger(folder: string, tarball: string, report: (line: string) => void): void {
  const { name, version, exports } = readManifest();
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  runCommand(['npm', 'install', '--ignore-scripts', '--prefer-offline', tarball], project);
  for (const path of Object.keys(exports).filter((key) => !key.endsWith('.json'))) {
    const specifier = join(name, path);
    writeFileSync(join(project, 'import.mjs'), `console.log(Object.keys(await import('${specifier}')).length);`);
    if (ADAPTERS.has(path)) requireAbsence(project, specifier);
    else report(`${specifier} offers ${countNames(project, specifier)} names`);
  }
  const printed = runCommand([join(project, 'node_modules/.bin', name), '--version'], project).trim();
  if (!printed.includes(version)) throw new TypeError(`${name} --version printed ${printed}, not ${version}`);
  report(`${name} --version printed ${printed}`);
  const entries = Object.keys(exports).filter((key) => !key.endsWith('.json') && !ADAPTERS.has(key));
  report(
    usePackedExamples(
      project,
      entries.map((path) => join(name, path)),
    ),
  );
  report(`${name} --help took ${helpMs(project, name)} ms of a processor, of ${MAX_HELP_MS}`);
  report(`a simulated link made ${runLink(project, name)} bits of key in its thread`);
}

function countNames(project: string, specifier: string): number {
  const names = Number(runCommand([process.execPath, 'import.mjs'], project));
  if (!(names > 0)) throw new TypeError(`${specifier} offers nothing`);
  return names;
}

/** An adapter needs packages that the user brings: without them it says which one, and they were not installed for it. */
function requireAbsence(project: string, specifier: string): void {
  writeFileSync(
    join(project, 'import.mjs'),
    `console.log(await import('${specifier}').then(() => 'there', ({ code, message }) => code + ' ' + message));`,
  );
  const printed = runCommand([process.execPath, 'import.mjs'], project);
  if (!printed.startsWith("ERR_MODULE_NOT_FOUND Cannot find package '@"))
    throw new TypeError(`${specifier}: ${printed}`);
}

function helpMs(project: string, name: string): string {
  const figure = startupMs([process.execPath, join(project, 'node_modules', name, 'dist/cli/main.js'), '--help']);
  // The bar is for a quiet machine, and printed beside the figure; what fails here is a room that is loaded again.
  if (figure > 2 * MAX_HELP_MS) throw new TypeError(`${name} --help took ${figure} ms of a processor`);
  return figure.toFixed(0);
}

/** One block of a link: its thread has to find its own program in what is published. */
function runLink(project: string, name: string): number {
  const program = `
    const { LinkThread } = await import('./node_modules/${name}/dist/cli/kme/link-thread.js');
    await using link = new LinkThread({ distanceKm: 5, pulseRateHz: 1e9 });
    console.log((await link.nextBlock()).report.finalBits);`;
  writeFileSync(join(project, 'link.mjs'), program);
  const bits = Number(runCommand([process.execPath, 'link.mjs'], project));
  if (!(bits > 0)) throw new TypeError('the simulated link made no key');
  return bits;
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8')) as Manifest;
}
