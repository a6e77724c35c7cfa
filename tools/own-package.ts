import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rooms } from './architecture/rooms.ts';
import { REPOSITORY_ROOT } from './source-tree.ts';

/** The source that an import of the package by its own name means; undefined for any other import. */
export function ownSource(specifier: string): string | undefined {
  if (specifier !== 'qforge' && !specifier.startsWith('qforge/')) return undefined;
  const wanted = `.${specifier.slice('qforge'.length)}`;
  const room = rooms.find(({ publishedAs }) => publishedAs === wanted);
  return room === undefined ? undefined : `src/${room.name}/index.ts`;
}

/** From now on, this process finds `qforge` and its exports in the sources: programs are written as users write them, without a build. */
export function importFromSources(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const source = ownSource(specifier);
      return source === undefined
        ? nextResolve(specifier, context)
        : { url: pathToFileURL(resolve(REPOSITORY_ROOT, source)).href, shortCircuit: true };
    },
  });
}
