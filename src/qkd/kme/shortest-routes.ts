/** Two ends of a link. */
export type LinkEnds = readonly [string, string];

/** The first hop on a shortest way from `self` to everybody who can be reached: breadth first, in the order of the links. */
export function shortestRoutes(links: readonly LinkEnds[], self: string): ReadonlyMap<string, string> {
  const neighboursOf = (kme: string): readonly string[] =>
    links.flatMap(([a, b]) => (a === kme ? [b] : b === kme ? [a] : []));
  const hops = new Map(neighboursOf(self).map((neighbour) => [neighbour, neighbour]));
  // A map visits what is added while it is walked.
  for (const [kme, hop] of hops) {
    for (const next of neighboursOf(kme)) if (next !== self && !hops.has(next)) hops.set(next, hop);
  }
  return hops;
}
