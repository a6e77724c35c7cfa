/** What is known of the fibre behind a link, as far as whoever runs the link was told. */
export interface LinkFibre {
  readonly lengthKm?: number | undefined;
  /** Loss of the whole fibre in decibels. */
  readonly lossDb?: number | undefined;
  /** Pulses that the link sends in a second. */
  readonly pulseRateHz?: number | undefined;
}

/** The members of a JSON object that tell of a fibre; what is not known is left out. spec/kme §2.3 */
export interface FibreMembers {
  readonly length_km?: number | undefined;
  readonly loss_db?: number | undefined;
  readonly pulse_rate_hz?: number | undefined;
}

/** A fibre as members of a JSON object. */
export function encodedFibre({ lengthKm, lossDb, pulseRateHz }: LinkFibre = {}): FibreMembers {
  return { length_km: lengthKm, loss_db: lossDb, pulse_rate_hz: pulseRateHz };
}

/** The fibre that members tell of, as a part of something else; empty if they tell nothing. */
export function decodedFibre({ length_km, loss_db, pulse_rate_hz }: FibreMembers): { readonly fibre?: LinkFibre } {
  const known = Object.entries({ lengthKm: length_km, lossDb: loss_db, pulseRateHz: pulse_rate_hz });
  const told = known.filter(([, value]) => value !== undefined);
  return told.length === 0 ? {} : { fibre: Object.fromEntries(told) };
}
