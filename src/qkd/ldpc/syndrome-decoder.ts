import type { LdpcCode } from './ldpc-code.ts';

/** Rounds of messages after which a frame is given up. */
const MOST_ROUNDS = 80;
/** Beliefs beyond this are as good as certain. */
const LARGEST_BELIEF = 25;

/**
 * Finds the word near the received one that has a syndrome, by belief propagation (sum-product); undefined when it does
 * not settle on one.
 *
 * `beliefs` are log-likelihood ratios ln(P(0)/P(1)) of each bit as received: positive for 0. Gallager (1963); for
 * syndromes, a check that should add up to 1 turns the sign of what it says.
 */
export function decodeSyndrome(code: LdpcCode, syndrome: Uint8Array, beliefs: Float64Array): Uint8Array | undefined {
  const messages = new Float64Array(code.edgeBits.length);
  const totals = beliefs.slice();
  const word = new Uint8Array(code.bits);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    updateChecks(code, syndrome, totals, messages);
    sumBeliefs(code, beliefs, messages, totals);
    for (let bit = 0; bit < code.bits; bit++) word[bit] = (totals[bit] ?? 0) < 0 ? 1 : 0;
    if (hasSyndrome(code, syndrome, word)) return word;
  }
  return undefined;
}

/** What each check says to each of its bits: from what the others say, the product of their tanh(x/2). */
function updateChecks(code: LdpcCode, syndrome: Uint8Array, totals: Float64Array, messages: Float64Array): void {
  const forward = new Float64Array(MOST_CHECK_BITS);
  const tanhs = new Float64Array(MOST_CHECK_BITS);
  for (let check = 0; check < code.checks; check++) {
    const start = code.checkStarts[check] ?? 0;
    const degree = (code.checkStarts[check + 1] ?? 0) - start;
    let product = syndrome[check] === 1 ? -1 : 1;
    for (let index = 0; index < degree; index++) {
      const edge = start + index;
      const incoming = (totals[code.edgeBits[edge] ?? 0] ?? 0) - (messages[edge] ?? 0);
      forward[index] = product;
      tanhs[index] = Math.tanh(clamped(incoming) / 2);
      product *= tanhs[index] ?? 0;
    }
    let backward = 1;
    for (let index = degree - 1; index >= 0; index--) {
      messages[start + index] = clamped(2 * Math.atanh((forward[index] ?? 0) * backward));
      backward *= tanhs[index] ?? 0;
    }
  }
}

/** No check of the codes has more bits than this. */
const MOST_CHECK_BITS = 256;

function clamped(belief: number): number {
  return Math.max(-LARGEST_BELIEF, Math.min(LARGEST_BELIEF, belief));
}

function sumBeliefs(code: LdpcCode, beliefs: Float64Array, messages: Float64Array, totals: Float64Array): void {
  totals.set(beliefs);
  for (let edge = 0; edge < messages.length; edge++) {
    const bit = code.edgeBits[edge] ?? 0;
    totals[bit] = (totals[bit] ?? 0) + (messages[edge] ?? 0);
  }
}

function hasSyndrome(code: LdpcCode, syndrome: Uint8Array, word: Uint8Array): boolean {
  const found = code.syndrome(word);
  for (let check = 0; check < found.length; check++) if (found[check] !== syndrome[check]) return false;
  return true;
}
