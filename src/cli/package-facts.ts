import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the command line needs to know of its own package. */
export interface PackageFacts {
  readonly version: string;
  /** The oldest Node.js that will do, as in `24.21`. */
  readonly minimumNodeVersion: string;
}

/** Root of the package: the same two steps up from the sources and from what is published. */
export const packageRoot: URL = new URL('../../', import.meta.url);

/** Reads package.json. */
export function readPackageFacts(): PackageFacts {
  const text = readFileSync(new URL('package.json', packageRoot), 'utf8');
  const { version, engines } = JSON.parse(text) as { version: string; engines: { node: string } };
  return { version, minimumNodeVersion: engines.node.replace(/^>=\s*/u, '') };
}

/** Where the built dashboard is: with what is published, or, for the sources, where `npm start` and `npm run qforge` build it. */
export function dashboardFolder(): string {
  const fromSources = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSources ? 'node_modules/.cache/dashboard' : 'dist/dashboard', packageRoot));
}
