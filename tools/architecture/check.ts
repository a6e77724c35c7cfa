import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { checkCycles } from './cycles.ts';
import { checkPortableGraph } from './portable-graph.ts';
import { checkProjectReferences } from './project-references.ts';
import { checkRoomImports } from './room-imports.ts';

/** Everything docs/architecture.md rules on, checked on a tree of sources. */
export function checkArchitecture(tree: SourceTree): readonly Finding[] {
  return [
    ...checkRoomImports(tree),
    ...checkCycles(tree),
    ...checkProjectReferences(tree),
    ...checkPortableGraph(tree),
  ];
}
