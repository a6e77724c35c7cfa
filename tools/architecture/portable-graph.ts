import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { maskSource } from '../code-mask.ts';
import type { Finding } from '../finding.ts';
import { type ImportEdge, parseImports } from '../imports.ts';
import type { SourceTree } from '../source-tree.ts';

/** What web pages load begins here. */
const PORTABLE_ENTRY = 'src/browser/index.ts';

/** Files that look whether they are in Node before they use what only Node has. */
const ASKS_FIRST: ReadonlySet<string> = new Set(['src/base/system-clock.ts', 'src/network/uninitialised-bytes.ts']);
const NODE_GLOBAL = /(?<![\w$.#])(?:Buffer|process|setImmediate|__dirname|require)(?![\w$:])/u;

/** A file that pages load, and who asks for it. */
interface Visit {
  readonly file: string;
  readonly from: string;
}

/**
 * Modules and globals of Node that a page would reach. An index only hands names on, so a name is followed to the file that has
 * it: what a bundler keeps, since the package has no side effects.
 */
export function checkPortableGraph(tree: SourceTree, entry: string = PORTABLE_ENTRY): readonly Finding[] {
  if (!tree.has(entry)) return [];
  const visits = new Map<string, Visit>();
  visit(tree, { file: entry, from: 'pages' }, visits);
  return [...visits.values()].flatMap((seen) => complaintsAbout(tree, seen));
}

/** The files that pages load, starting from an entry. */
export function portableFiles(tree: SourceTree, entry: string = PORTABLE_ENTRY): readonly string[] {
  const visits = new Map<string, Visit>();
  visit(tree, { file: entry, from: 'pages' }, visits);
  return [...visits.keys()];
}

function visit(tree: SourceTree, seen: Visit, visits: Map<string, Visit>): void {
  const text = tree.get(seen.file);
  if (text === undefined || visits.has(seen.file)) return;
  visits.set(seen.file, seen);
  for (const edge of parseImports(text)) {
    const target = ourFile(seen.file, edge);
    if (target === undefined) continue;
    for (const file of filesBehind(tree, target, namesIn(text, edge))) visit(tree, { file, from: seen.file }, visits);
  }
}

function ourFile(file: string, { specifier, typeOnly }: ImportEdge): string | undefined {
  if (typeOnly || specifier?.startsWith('.') !== true) return undefined;
  return posix.join(posix.dirname(file), specifier);
}

/** Where an index has these names from; any other file is itself. */
function filesBehind(tree: SourceTree, target: string, names: readonly string[]): readonly string[] {
  const text = tree.get(target);
  if (text === undefined || posix.basename(target) !== 'index.ts') return [target];
  const exported = parseImports(text).map((edge) => ({ file: ourFile(target, edge), names: namesIn(text, edge) }));
  return exported.flatMap(({ file, names: offered }) =>
    file !== undefined && offered.some((name) => names.includes(name)) ? [file] : [],
  );
}

/** The values that a statement names in braces; types are erased. */
function namesIn(text: string, edge: ImportEdge): readonly string[] {
  const statement = text
    .split('\n')
    .slice(edge.line - 1)
    .join('\n');
  const braces = /^[^'"]*?\{(?<names>[^}]*)\}/u.exec(statement)?.groups?.['names'] ?? '';
  const names = braces.split(',').map((name) => name.trim());
  return names
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(/\s+as\s+/u)[0] ?? '');
}

function complaintsAbout(tree: SourceTree, { file, from }: Visit): readonly Finding[] {
  const text = tree.get(file) ?? '';
  const builtins = parseImports(text).filter(
    ({ specifier, typeOnly }) => !typeOnly && specifier !== undefined && isBuiltin(specifier),
  );
  const found = builtins.map(({ specifier, line }) => ({
    file,
    line,
    message: `${specifier} is not for pages, which load this through ${from}`,
  }));
  const global = ASKS_FIRST.has(file) ? undefined : NODE_GLOBAL.exec(maskSource(text).code)?.[0];
  if (global === undefined) return found;
  return [...found, { file, message: `${global} is not for pages, which load this through ${from}` }];
}
