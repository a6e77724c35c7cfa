import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rooms } from '../architecture/rooms.ts';
import { isSource, REPOSITORY_ROOT, type SourceTree } from '../source-tree.ts';
import { type GeneratedPage, markdownTable, pageHeader } from './generated-page.ts';
import { limitText, namedLimits } from './named-limits.ts';

/** docs/limits.md: every exported constant in capitals that holds a number, with its value as the program has it. */
export async function limitsPage(tree: SourceTree): Promise<GeneratedPage> {
  const parts = await Promise.all(rooms.map(({ name }) => roomPart(tree, name)));
  return {
    path: 'docs/limits.md',
    text: [
      pageHeader('Limits', 'the exported constants of src/'),
      'Sizes, times and counts that are fixed in the code. They are no settings.\n',
      ...parts.filter((part) => part !== ''),
    ].join('\n'),
  };
}

async function roomPart(tree: SourceTree, room: string): Promise<string> {
  const files = [...tree.keys()].filter((path) => path.startsWith(`src/${room}/`) && isSource(path)).toSorted();
  const rows = await Promise.all(files.map((file) => rowsOf(file, tree.get(file) ?? '')));
  if (rows.flat().length === 0) return '';
  return `## ${room}\n\n${markdownTable(['Limit', 'Value', 'Meaning', 'Where'], rows.flat())}\n`;
}

async function rowsOf(file: string, text: string): Promise<readonly (readonly string[])[]> {
  const limits = namedLimits(text);
  if (limits.length === 0) return [];
  const module = (await import(pathToFileURL(resolve(REPOSITORY_ROOT, file)).href)) as Readonly<
    Record<string, unknown>
  >;
  return limits.flatMap(({ name, meaning }) => {
    const value = module[name];
    if (typeof value !== 'number' && typeof value !== 'bigint') return [];
    return [[`\`${name}\``, limitText(name, value), meaning, `\`${file}\``]];
  });
}
