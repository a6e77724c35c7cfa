import type { Finding } from '../finding.ts';
import { lineAt } from '../imports.ts';
import type { SourceTree } from '../source-tree.ts';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

type LockedPackages = Readonly<Record<string, LockedPackage>>;

const FILE = 'package-lock.json';
/** Brings the runtime: docs/adr/0001. */
const MAY_RUN_SCRIPTS = new Set(['node_modules/node']);

/** What would make an installation differ from machine to machine, or run what nobody approved. */
export function checkLockfile(tree: SourceTree): readonly Finding[] {
  const text = tree.get(FILE) ?? '{}';
  const { packages = {} } = JSON.parse(text) as { packages?: LockedPackages };
  const messages = Object.entries(packages).flatMap(([path, locked]) => [
    ...missingPlatforms(packages, path, locked),
    ...dangersOf(path, locked),
  ]);
  return [...registryAddresses(text), ...messages.map((message) => ({ file: FILE, message }))];
}

/** A lockfile that was made where packages for other platforms could not be had makes "npm ci" fail everywhere. */
function missingPlatforms(packages: LockedPackages, path: string, locked: LockedPackage): readonly string[] {
  return Object.keys(locked.optionalDependencies ?? {})
    .filter((name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
    .map((name) => `${name}, which ${path} may want on another platform, is missing`);
}

function dangersOf(path: string, { optional, integrity, hasInstallScript }: LockedPackage): readonly string[] {
  const found: string[] = [];
  if (hasInstallScript === true && !MAY_RUN_SCRIPTS.has(path)) found.push(`${path} runs a script when it is installed`);
  if (path !== '' && integrity === undefined && optional !== true) found.push(`${path} has no integrity hash`);
  return found;
}

function registryAddresses(text: string): readonly Finding[] {
  return [...text.matchAll(/"resolved": "http/gu)].map((match) => ({
    file: FILE,
    line: lineAt(text, match.index),
    message: 'a registry address is pinned: .npmrc should have prevented that',
  }));
}
