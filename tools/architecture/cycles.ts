import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';
import { roomImports } from './room-imports.ts';

/** Who points at whom. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Cycles among files of one room and among rooms; type-only imports count, since they tie designs together too. */
export function checkCycles(tree: SourceTree): readonly Finding[] {
  const cycles = [...findCycles(fileGraph(tree)), ...findCycles(roomGraph(tree))];
  return cycles.map((cycle) => ({
    file: cycle[0] ?? '',
    message: `import cycle: ${[...cycle, cycle[0]].join(' -> ')}`,
  }));
}

/** Imports between the files of `src/`. */
function fileGraph(tree: SourceTree): Graph {
  return graphOf(roomImports(tree).map(({ file, target }) => [file, target]));
}

/** Imports between rooms. */
export function roomGraph(tree: SourceTree): Graph {
  const edges = roomImports(tree).map(({ room, target }) => [room, target?.split('/')[1]] as const);
  return graphOf(edges.filter(([from, to]) => from !== to));
}

function graphOf(edges: readonly (readonly [string, string | undefined])[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (to === undefined) continue;
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets.add(to));
  }
  return graph;
}

/** One cycle for each edge that closes one, found by walking depth first; each begins at its first name in order. */
export function findCycles(graph: Graph): readonly (readonly string[])[] {
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): void => {
    const start = path.indexOf(node);
    if (start !== -1) cycles.push(rotated(path.slice(start)));
    if (start !== -1 || done.has(node)) return;
    path.push(node);
    for (const next of [...(graph.get(node) ?? [])].toSorted()) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of [...graph.keys()].toSorted()) visit(node);
  return cycles;
}

function rotated(cycle: readonly string[]): string[] {
  const first = cycle.indexOf(cycle.toSorted()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
