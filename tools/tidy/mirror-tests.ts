import { stripTypeScriptTypes } from 'node:module';
import { posix } from 'node:path';
import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

/** Why a source has no test of its own name: which tests cover it instead, and the reason. */
export interface MirrorException {
  /** Test files that exercise the source. */
  readonly coveredBy: readonly string[];
  readonly reason: string;
}

/** Sources without a mirror test, and exceptions that have become stale. */
export function checkMirrorTests(
  tree: SourceTree,
  exceptions: ReadonlyMap<string, MirrorException>,
): readonly Finding[] {
  const missing = [...tree]
    .filter(([path, text]) => needsMirror(path, text) && !tree.has(mirrorOf(path)) && !exceptions.has(path))
    .map(([file]) => ({ file, message: `there is no ${mirrorOf(file)}` }));
  return [...missing, ...[...exceptions].flatMap(([file, exception]) => staleness(tree, file, exception))];
}

/** `src/ROOM/NAME.ts` is tested in `test/ROOM/NAME.test.ts`, and `tools/NAME.ts` in `test/tools/NAME.test.ts`. */
export function mirrorOf(path: string): string {
  return posix.join('test', path.replace(/^src\//u, '').replace(/\.(?:ts|mjs)$/u, '.test.ts'));
}

function needsMirror(path: string, text: string): boolean {
  if (!isSource(path) || !/^(?:src|tools)\//u.test(path)) return false;
  return posix.basename(path) !== 'index.ts' && hasRuntimeCode(text);
}

/** Whether anything is left to run once types, comments, imports and re-exports are taken away. */
export function hasRuntimeCode(text: string): boolean {
  const { code } = maskSource(stripTypeScriptTypes(text));
  return code.replaceAll(/\b(?:import|export)\b[^;]*?['"] *['"];?|\bexport\s*\{[^}]*\};?/gu, '').trim() !== '';
}

function staleness(tree: SourceTree, file: string, { coveredBy }: MirrorException): readonly Finding[] {
  const text = tree.get(file);
  const found: string[] = [];
  if (text === undefined) found.push('has an exception to the mirror rule, but is gone');
  else if (!needsMirror(file, text)) found.push('has an exception to the mirror rule, but needs no test');
  if (tree.has(mirrorOf(file))) found.push('has an exception to the mirror rule, but also its mirror');
  if (coveredBy.length === 0) found.push('names no test that covers it');
  for (const test of coveredBy) if (!tree.has(test)) found.push(`is said to be covered by ${test}, which is gone`);
  return found.map((message) => ({ file, message }));
}
