import { byteString } from '../base/index.ts';

/** Openings that are remembered. */
export const MAX_SEEN_OPENINGS = 4096;

const MAC_BYTES = 16;

/**
 * Remembers the openings that came last, by their MAC: an initiator makes a fresh one each time, so one that comes again was recorded by
 * somebody. spec/handshake §9
 */
export class SeenOpenings {
  /** Longest ago first. */
  readonly #macs = new Set<string>();

  /** Takes an opening whose MAC is right; true if it was there before. */
  isRepeated(packet: Uint8Array): boolean {
    const mac = byteString(packet.subarray(packet.length - MAC_BYTES));
    if (this.#macs.has(mac)) return true;
    this.#macs.add(mac);
    const [oldest] = this.#macs.size > MAX_SEEN_OPENINGS ? this.#macs : [];
    if (oldest !== undefined) this.#macs.delete(oldest);
    return false;
  }
}
