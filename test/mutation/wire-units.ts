import { concatBytes } from '../../src/base/index.ts';

/** One whole packet of the handshake, or one whole record, with its length in front. */
export interface WireUnit {
  readonly kind: 'packet' | 'record';
  /** In its direction and of its kind, from 0. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** What an attacker lets through in the place of a unit. */
export type UnitTamper = (unit: WireUnit) => readonly Uint8Array[];

/** spec/handshake §4: each side sends two packets, and then records. */
const PACKETS_OF_A_SIDE = 2;
const PACKET_HEADER_BYTES = 2;
const RECORD_HEADER_BYTES = 4;

/** Cuts one direction of a connection into its units, whatever the segments, and hands on what the attacker makes of them. */
export class WireUnits {
  readonly #tamper: UnitTamper;
  #pending: Uint8Array = new Uint8Array(0);
  #units = 0;

  constructor(tamper: UnitTamper) {
    this.#tamper = tamper;
  }

  /** Takes the bytes of a segment; returns those that go on. */
  push(segment: Uint8Array): Uint8Array {
    this.#pending = concatBytes(this.#pending, segment);
    const out: Uint8Array[] = [];
    for (let unit = this.#nextUnit(); unit !== undefined; unit = this.#nextUnit()) out.push(...this.#tamper(unit));
    return concatBytes(...out);
  }

  #nextUnit(): WireUnit | undefined {
    const kind = this.#units < PACKETS_OF_A_SIDE ? 'packet' : 'record';
    const headerBytes = kind === 'packet' ? PACKET_HEADER_BYTES : RECORD_HEADER_BYTES;
    const view = new DataView(this.#pending.buffer, this.#pending.byteOffset, this.#pending.length);
    if (view.byteLength < headerBytes) return undefined;
    const length = headerBytes + (kind === 'packet' ? view.getUint16(0) : view.getUint32(0));
    if (view.byteLength < length) return undefined;
    const bytes = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    this.#units += 1;
    return { kind, index: kind === 'packet' ? this.#units - 1 : this.#units - 1 - PACKETS_OF_A_SIDE, bytes };
  }
}
