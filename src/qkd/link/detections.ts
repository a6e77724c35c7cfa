const INITIAL_CAPACITY = 1024;

const FIELDS = 7;

/** One detected pulse: what each end recorded of it, and what only the simulation knows. Bases are small numbers. */
export interface Detection {
  /** Number of the pulse, from 0. */
  pulse: number;
  /** Index of the class of pulse that the source sent. */
  pulseClass: number;
  aliceBasis: number;
  aliceBit: number;
  bobBasis: number;
  bobBit: number;
  /** Whether a listener knows the bit for certain once the bases are announced. */
  isKnown: boolean;
  /** Photons in the pulse as sent, as far as 255. */
  photons: number;
}

/** The detections of one stretch of pulses, as columns. */
export class Detections {
  /** Pulses that were sent in the stretch. */
  pulses = 0;
  #length = 0;
  #pulse = new Float64Array(INITIAL_CAPACITY);
  #fields = new Uint8Array(INITIAL_CAPACITY * FIELDS);

  get length(): number {
    return this.#length;
  }

  /** Copies one detection in. */
  add(detection: Readonly<Detection>): void {
    if (this.#length === this.#pulse.length) this.#grow();
    this.#pulse[this.#length] = detection.pulse;
    const start = this.#length++ * FIELDS;
    const fields = this.#fields;
    fields[start] = detection.pulseClass;
    fields[start + 1] = detection.aliceBasis;
    fields[start + 2] = detection.aliceBit;
    fields[start + 3] = detection.bobBasis;
    fields[start + 4] = detection.bobBit;
    fields[start + 5] = detection.isKnown ? 1 : 0;
    fields[start + 6] = Math.min(detection.photons, 255);
  }

  pulseAt(index: number): number {
    return this.#pulse[index] ?? 0;
  }

  classAt(index: number): number {
    return this.#field(index, 0);
  }

  aliceBasisAt(index: number): number {
    return this.#field(index, 1);
  }

  aliceBitAt(index: number): number {
    return this.#field(index, 2);
  }

  bobBasisAt(index: number): number {
    return this.#field(index, 3);
  }

  bobBitAt(index: number): number {
    return this.#field(index, 4);
  }

  isKnownAt(index: number): boolean {
    return this.#field(index, 5) === 1;
  }

  photonsAt(index: number): number {
    return this.#field(index, 6);
  }

  #field(index: number, offset: number): number {
    return this.#fields[index * FIELDS + offset] ?? 0;
  }

  #grow(): void {
    const pulse = new Float64Array(this.#pulse.length * 2);
    pulse.set(this.#pulse);
    this.#pulse = pulse;
    const fields = new Uint8Array(this.#fields.length * 2);
    fields.set(this.#fields);
    this.#fields = fields;
  }
}
