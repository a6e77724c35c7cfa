/** A link between two nodes that is up, with its delay one way. */
export interface MeshEdge {
  readonly ends: readonly [number, number];
  readonly delayMs: number;
}

/** The shortest delays from one node to all others over all links: Dijkstra, as slow as it is plain. */
export function shortestDelays(nodes: number, edges: readonly MeshEdge[], from: number): readonly number[] {
  const neighbours = Array.from({ length: nodes }, (): [number, number][] => []);
  for (const { ends, delayMs } of edges) {
    const [a, b] = ends;
    neighbours[a]?.push([b, delayMs]);
    neighbours[b]?.push([a, delayMs]);
  }
  const delays = Array.from({ length: nodes }, () => Number.POSITIVE_INFINITY);
  const open = new Set([from]);
  delays[from] = 0;
  while (open.size > 0) {
    const nearest = [...open].reduce((best, node) => ((delays[node] ?? 0) < (delays[best] ?? 0) ? node : best));
    open.delete(nearest);
    for (const [next, delayMs] of neighbours[nearest] ?? []) {
      const through = (delays[nearest] ?? 0) + delayMs;
      if (through >= (delays[next] ?? 0)) continue;
      delays[next] = through;
      open.add(next);
    }
  }
  return delays;
}

/** The delay from one node to another by the next hops that nodes name; undefined when they lead nowhere or in a circle. */
export function delayByHops(
  edges: readonly MeshEdge[],
  nextHop: (node: number) => number | undefined,
  from: number,
  to: number,
): number | undefined {
  let delayMs = 0;
  const seen = new Set<number>();
  for (let node = from; node !== to; ) {
    const next = nextHop(node);
    if (next === undefined || seen.has(node)) return undefined;
    seen.add(node);
    const links = edges.filter(({ ends }) => ends.includes(node) && ends.includes(next));
    if (links.length === 0) return undefined;
    delayMs += Math.min(...links.map((link) => link.delayMs));
    node = next;
  }
  return delayMs;
}
