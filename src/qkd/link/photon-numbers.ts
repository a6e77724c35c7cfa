const NEGLIGIBLE = 1e-18;

/** Probabilities of 0, 1, 2, ... photons in a pulse of mean `mu` without a phase (Poisson), up to what can be neglected. */
export function photonNumbers(mu: number): readonly number[] {
  const weights = [Math.exp(-mu)];
  for (let photons = 1; photons <= mu || (weights.at(-1) ?? 0) > NEGLIGIBLE; photons++) {
    weights.push(((weights.at(-1) ?? 0) * mu) / photons);
  }
  return weights;
}

/** Probability that at least one of some photons is detected. */
export function anyDetected(photons: number, transmittance: number): number {
  return photons === 0 ? 0 : -Math.expm1(photons * Math.log1p(-transmittance));
}
