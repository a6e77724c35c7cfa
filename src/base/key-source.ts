import type { SecretBytes } from './secret-bytes.ts';
import type { TraceContext } from './trace-context.ts';

/** A symmetric key shared with one peer by other means, such as quantum key distribution. */
export interface SharedKey {
  /** Name of the key on both sides: a UUID in ETSI GS QKD 014. */
  readonly keyId: string;
  readonly key: SecretBytes;
}

/** What a source has in store for one peer, as far as it tells. */
export interface SharedKeyStock {
  readonly storedKeys: number;
  readonly maxKeys: number;
  /** Quantum bit error rate of the link behind it, 0 to 1. */
  readonly qber: number | undefined;
  readonly keyRateBitsPerSecond: number | undefined;
  /** Length of the fibre of that link in kilometres, where it is known. */
  readonly lengthKm?: number | undefined;
  /** Loss of the whole fibre in decibels. */
  readonly lossDb?: number | undefined;
  /** Pulses that the link sends in a second. */
  readonly pulseRateHz?: number | undefined;
}

/** Hands out keys that a peer can get too. Each key is handed out once on each side. */
export interface KeySource {
  /** Stable name of the kind of source, such as `qkd`. */
  readonly name: string;
  /** True when no quantum hardware stands behind the keys: then they add no security, and every report says so. */
  readonly simulated: boolean;
  /** Names of the two ends as the source knows them (ETSI: SAE IDs). */
  readonly localEndpoint: string;
  /** Takes a fresh key to share with `peerEndpoint`; whoever is asked for it is told the trace. */
  nextKey(peerEndpoint: string, trace?: TraceContext): Promise<SharedKey>;
  /** Takes the key that `peerEndpoint` has named. */
  keyById(peerEndpoint: string, keyId: string, trace?: TraceContext): Promise<SharedKey>;
  /** How many keys there are to share with `peerEndpoint`; not every source can tell. */
  stock?(peerEndpoint: string): Promise<SharedKeyStock>;
}
