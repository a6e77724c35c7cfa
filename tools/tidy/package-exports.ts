import { rooms } from '../architecture/rooms.ts';
import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';

type Exports = Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>;

const FILE = 'package.json';

/** Where the published package and the rooms disagree: each published room that exists is offered, and nothing else. */
export function checkPackageExports(tree: SourceTree): readonly Finding[] {
  const { exports } = JSON.parse(tree.get(FILE) ?? '{}') as { exports?: Exports };
  if (exports === undefined) return [{ file: FILE, message: 'nothing is exported' }];
  const published = rooms.filter((room) => room.publishedAs !== undefined && tree.has(`src/${room.name}/index.ts`));
  const wanted = new Map(published.map((room) => [room.publishedAs ?? '', room.name]));
  return [
    ...[...wanted].flatMap(([name, room]) => problemsWith(name, room, exports[name])),
    ...Object.keys(exports)
      .filter((name) => name !== './package.json' && !wanted.has(name))
      .map((name) => ({ file: FILE, message: `"${name}" is exported, but there is no such room to publish` })),
  ];
}

function problemsWith(name: string, room: string, entry: Exports[string] | undefined): readonly Finding[] {
  if (entry === undefined) return [{ file: FILE, message: `room ${room} is not exported as "${name}"` }];
  const good =
    typeof entry === 'object' &&
    entry.types === `./dist/${room}/index.d.ts` &&
    entry.default === `./dist/${room}/index.js`;
  return good ? [] : [{ file: FILE, message: `"${name}" must lead to dist/${room}/index.js and index.d.ts` }];
}
