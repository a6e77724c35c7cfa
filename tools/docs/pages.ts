import { presentRooms } from '../architecture/project-references.ts';
import type { SourceTree } from '../source-tree.ts';
import { cliPages } from './cli-page.ts';
import { errorsPage } from './errors-page.ts';
import { formalPages } from './formal-page.ts';
import type { GeneratedPage } from './generated-page.ts';
import { limitsPage } from './limits-page.ts';
import { metricsPage } from './metrics-page.ts';
import { roomPicture } from './room-picture.ts';

/** Every page that is written by a tool, as it should be for these sources. */
export async function generatedPages(tree: SourceTree): Promise<readonly GeneratedPage[]> {
  return [
    errorsPage(),
    await limitsPage(tree),
    metricsPage(),
    roomPicture(presentRooms(tree)),
    ...cliPages(tree),
    ...formalPages(tree),
  ];
}

/** Pages whose file is missing or says something else. */
export function stalePages(tree: SourceTree, pages: readonly GeneratedPage[]): readonly string[] {
  return pages.filter(({ path, text }) => tree.get(path) !== text).map(({ path }) => path);
}
