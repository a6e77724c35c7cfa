/** Numbers that are drawn from a seed: the same ones in every run. */
export interface SeededNumbers {
  /** Even in [0, 1). */
  even(): number;
  /** Of a normal distribution with mean 0 and deviation 1. */
  normal(): number;
}

/** xorshift128 after Marsaglia (2003), seeded by a text; normal numbers by Box and Muller (1958). */
export function seededNumbers(seed: string): SeededNumbers {
  const state = Uint32Array.of(123_456_789, 362_436_069, 521_288_629, 88_675_123);
  for (let at = 0; at < seed.length; at += 1) {
    const word = at % state.length;
    state[word] = Math.imul((state[word] ?? 0) ^ seed.charCodeAt(at), 2_654_435_761) | 1;
  }
  const next = (): number => {
    const [x = 0, y = 0, z = 0, w = 0] = state;
    const mixed = x ^ (x << 11);
    const drawn = (w ^ (w >>> 19) ^ (mixed ^ (mixed >>> 8))) >>> 0;
    state.set([y, z, w, drawn]);
    return drawn / 2 ** 32;
  };
  for (let warm = 0; warm < 64; warm += 1) next();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { even: next, normal };
}
