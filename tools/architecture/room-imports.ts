import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import { type ImportEdge, parseImports } from '../imports.ts';
import { isSource, type SourceTree } from '../source-tree.ts';
import { mayImportPackage, mayUseBuiltins, type Room, roomNamed, whyForbidden } from './rooms.ts';

/** Deterministic keys and coins would be a back door in production code. */
const KNOWN_ANSWER_FILE = 'src/crypto/known-answer.ts';

/** An import from a file of `src/`, with its target worked out. */
export interface RoomImport extends ImportEdge {
  readonly file: string;
  readonly room: string;
  /** Path of the imported file in the repository, when it is one of ours. */
  readonly target: string | undefined;
}

/** The room a path lies in; undefined outside `src/ROOM/`. */
export function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//u.exec(path)?.[1];
}

/** All imports of all files in rooms. */
export function roomImports(tree: SourceTree): readonly RoomImport[] {
  return [...tree].flatMap(([file, text]) => {
    const room = roomOf(file);
    if (room === undefined || !isSource(file)) return [];
    return parseImports(text).map((edge) => ({ ...edge, file, room, target: targetOf(file, edge.specifier) }));
  });
}

function targetOf(file: string, specifier: string | undefined): string | undefined {
  return specifier?.startsWith('.') === true ? posix.join(posix.dirname(file), specifier) : undefined;
}

/** Checks every import of every room against the table of rooms. */
export function checkRoomImports(tree: SourceTree): readonly Finding[] {
  return roomImports(tree).flatMap((edge) =>
    complaintsAbout(edge).map((message) => ({ file: edge.file, line: edge.line, message })),
  );
}

function complaintsAbout(edge: RoomImport): readonly string[] {
  const room = roomNamed(edge.room);
  if (room === undefined) return [`there is no room ${edge.room} in the table`];
  const found: string[] = [];
  if (edge.kind === 'export' && edge.star) found.push('names are exported one by one, never by "export *"');
  if (edge.specifier === undefined) found.push('a computed import escapes every check: name the module');
  else if (edge.target !== undefined) found.push(...complaintsAboutOurs(edge, edge.target));
  else found.push(...complaintsAboutOutside(room, edge.file, edge.specifier));
  return found;
}

function complaintsAboutOurs(edge: RoomImport, target: string): readonly string[] {
  const found: string[] = [];
  const targetRoom = roomOf(target);
  if (target === KNOWN_ANSWER_FILE) found.push('chosen coins and keys are for tests only, never for src');
  if (targetRoom === undefined) found.push(`src imports nothing outside its rooms, but this is ${target}`);
  else if (targetRoom === edge.room) found.push(...complaintsInside(edge, target));
  else found.push(...complaintsAcross(edge.room, targetRoom, target));
  return found;
}

function complaintsInside(edge: RoomImport, target: string): readonly string[] {
  if (target === `src/${edge.room}/index.ts`) {
    return [`a file of ${edge.room} imports its neighbours directly, never its own index.ts`];
  }
  const room = roomNamed(edge.room);
  const needsNode = room !== undefined && !mayUseBuiltins(room, edge.file) && mayUseBuiltins(room, target);
  return needsNode && !edge.typeOnly ? [`${target} needs Node, but this file runs in browsers too`] : [];
}

function complaintsAcross(from: string, to: string, target: string): readonly string[] {
  const reason = whyForbidden(from, to);
  if (reason !== undefined) return [`${from} must not import ${to}: ${reason}`];
  if (target === `src/${to}/index.ts`) return [];
  return [`${to} is imported through its index.ts only, not through ${target}`];
}

function complaintsAboutOutside(room: Room, file: string, specifier: string): readonly string[] {
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return [`write node:${specifier}`];
    return mayUseBuiltins(room, file)
      ? []
      : [`${specifier} is not for this file of ${room.name}, which runs in browsers too`];
  }
  const packageName = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (mayImportPackage(room, packageName)) return [];
  return [`${room.name} must not import the package ${packageName}: it may use ${room.packages.join(', ') || 'none'}`];
}
