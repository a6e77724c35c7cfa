import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import { isSource, type SourceTree } from '../source-tree.ts';

const NAMES_THAT_SAY_NOTHING = /^(?:utils?|common|helpers?|types?|misc|shared|lib|stuff)$/u;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;

/** Sources whose name is not a noun in kebab-case. */
export function checkFileNames(tree: SourceTree): readonly Finding[] {
  return [...tree.keys()].filter(isSource).flatMap((file) => {
    const name = posix.basename(file).replace(/(?:\.test)?\.(?:ts|tsx|mjs)$/u, '');
    if (NAMES_THAT_SAY_NOTHING.test(name)) {
      return [{ file, message: `"${name}" names no concept: call the file by its noun` }];
    }
    return KEBAB_CASE.test(name) ? [] : [{ file, message: 'file names are in kebab-case' }];
  });
}
