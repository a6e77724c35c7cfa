import type { QkdProtocolName } from '../../../../src/qkd/index.ts';
import { rateAt } from './key-rate-curve.ts';

/** What is known of a live link. */
export interface KnownLink {
  readonly peer: string;
  readonly lengthKm?: number | undefined;
  readonly lossDb?: number | undefined;
  readonly pulseRateHz?: number | undefined;
  readonly keyRateBitsPerSecond?: number | undefined;
}

/** A live link on the plot: where it lies, what it gives, and what it would give by formula. */
export interface MeasuredLink {
  readonly peer: string;
  readonly km: number;
  readonly bitsPerSecond: number;
  /** By formula, at the link's own loss and pulse rate; those of the plot where they are not known. */
  readonly expectedBitsPerSecond: number;
}

/** Links that can be drawn, and the names of those that cannot, since their length or their rate is not known. */
export function measuredLinks(
  links: readonly KnownLink[],
  protocol: QkdProtocolName,
  usualPulseRateHz: number,
): { readonly drawn: readonly MeasuredLink[]; readonly unknown: readonly string[] } {
  const drawn = links.flatMap(
    ({ peer, lengthKm: km, lossDb, pulseRateHz, keyRateBitsPerSecond: bitsPerSecond }): MeasuredLink[] => {
      if (km === undefined || bitsPerSecond === undefined) return [];
      const expected = rateAt(protocol, km, pulseRateHz ?? usualPulseRateHz, lossDb);
      return [{ peer, km, bitsPerSecond, expectedBitsPerSecond: Math.max(0, expected.bitsPerSecond) }];
    },
  );
  const known = new Set(drawn.map(({ peer }) => peer));
  return { drawn, unknown: links.flatMap(({ peer }) => (known.has(peer) ? [] : [peer])) };
}
