/** What two devices say of numbered messages: what was acknowledged to the one, and what the other took, in the order of time. */
export interface Delivery {
  readonly wanted: number;
  readonly acknowledged: readonly number[];
  readonly taken: readonly number[];
}

/** What is wrong with a delivery: every message must be acknowledged, and taken once and in order. */
export function deliveryFaults({ wanted, acknowledged, taken }: Delivery): readonly string[] {
  const numbers = Array.from({ length: wanted }, (_, index) => index + 1);
  const times = new Map<number, number>();
  for (const number of taken) times.set(number, (times.get(number) ?? 0) + 1);
  const list = (found: readonly number[], what: string): readonly string[] =>
    found.length === 0 ? [] : [`${what}: ${found.slice(0, 10).join(' ')}`];
  return [
    ...list(
      numbers.filter((number) => !acknowledged.includes(number)),
      'not acknowledged',
    ),
    ...list(
      numbers.filter((number) => !times.has(number)),
      'not taken',
    ),
    ...list(
      [...times].filter(([, count]) => count > 1).map(([number]) => number),
      'taken more than once',
    ),
    ...list(
      taken.filter((number) => !(number >= 1 && number <= wanted)),
      'never sent',
    ),
    ...list(
      taken.filter((number, index) => number < (taken[index - 1] ?? 0)),
      'out of order',
    ),
  ];
}
