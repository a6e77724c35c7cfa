import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { roomOf } from './room-imports.ts';
import { rooms } from './rooms.ts';

/** Checks that the compiler is told the same table: one project a room, with a reference to each room it may import. */
export function checkProjectReferences(tree: SourceTree): readonly Finding[] {
  const present = presentRooms(tree);
  const found = [...present].flatMap((room) => checkRoom(tree, room, present));
  const root = referencesOf(tree, 'tsconfig.json') ?? [];
  for (const room of present) {
    if (!root.includes(`src/${room}`)) found.push({ file: 'tsconfig.json', message: `src/${room} is not referenced` });
  }
  return found;
}

/** Names of the folders of `src/` that hold any file. */
export function presentRooms(tree: SourceTree): ReadonlySet<string> {
  return new Set([...tree.keys()].flatMap((path) => roomOf(path) ?? []));
}

function checkRoom(tree: SourceTree, name: string, present: ReadonlySet<string>): readonly Finding[] {
  const file = `src/${name}/tsconfig.json`;
  const room = rooms.find((candidate) => candidate.name === name);
  if (room === undefined) return [{ file: `src/${name}`, message: `there is no room ${name} in the table` }];
  const actual = referencesOf(tree, file);
  if (actual === undefined) return [{ file, message: 'the room has no project of its own' }];
  const wanted = room.mayImport.filter((other) => present.has(other)).map((other) => `src/${other}`);
  return [
    ...wanted.filter((path) => !actual.includes(path)).map((path) => ({ file, message: `${path} is not referenced` })),
    ...actual
      .filter((path) => !wanted.includes(path))
      .map((path) => ({ file, message: `${path} is referenced, but the table of rooms does not allow it` })),
  ];
}

/** Referenced projects as paths from the root; undefined when there is no such file. */
function referencesOf(tree: SourceTree, file: string): readonly string[] | undefined {
  const text = tree.get(file);
  if (text === undefined) return undefined;
  const { references = [] } = JSON.parse(text) as { references?: readonly { path: string }[] };
  return references.map(({ path }) => posix.join(posix.dirname(file), path));
}
