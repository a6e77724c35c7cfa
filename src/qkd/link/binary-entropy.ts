/** Shannon entropy of a coin that shows heads with this probability, in bits; 0 outside of 0 to 1. */
export function binaryEntropy(probability: number): number {
  if (!(probability > 0 && probability < 1)) return 0;
  return -probability * Math.log2(probability) - (1 - probability) * Math.log2(1 - probability);
}

/** Shannon entropy of a distribution, in bits; entries need not be sorted, and those that are not positive add nothing. */
export function shannonEntropy(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}
