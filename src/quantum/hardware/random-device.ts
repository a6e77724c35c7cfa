import { QForgeError, type RandomSource } from '../../base/index.ts';
import type { BackendDetection } from './quantum-backend.ts';

/** Reads a device of random bytes; handed in, since this room opens no files. */
export interface RandomDeviceReader {
  /** Exactly so many bytes, or it rejects. */
  read(byteCount: number): Promise<Uint8Array>;
  /** What the system says is behind the device, such as the driver's name; undefined where it says nothing. */
  provenance(): Promise<string | undefined>;
}

/** Bytes that are read to see whether a device is sound. */
export const DEVICE_SAMPLE_BYTES = 1_024;

/** Most equal bytes in a row: SP 800-90B 4.4.1 for one bit of entropy a byte and an error of 2^-40. */
export const MAX_REPEATED_BYTES = 40;

/** Most bytes of one value among {@link DEVICE_SAMPLE_BYTES}: as in SP 800-90B 4.4.2, for one bit of entropy a byte and an error of 2^-40. */
export const MAX_EQUAL_BYTES = 624;

/**
 * A device that is said to give random bytes of quantum origin.
 *
 * A path proves nothing: what is read is health-tested, mixed with another source, and described by what the system says of the driver. It is
 * never called quantum for its name.
 */
export class RandomDevice {
  readonly name: string;
  readonly #reader: RandomDeviceReader;
  readonly #other: RandomSource;

  /** `other` is the operating system's generator: the mix is as good as the better of both. */
  constructor(name: string, reader: RandomDeviceReader, other: RandomSource) {
    this.name = name;
    this.#reader = reader;
    this.#other = other;
  }

  /** Whether the device can be read and passes its health tests. */
  async detect(): Promise<BackendDetection> {
    try {
      await this.#healthyBytes(DEVICE_SAMPLE_BYTES);
    } catch (error) {
      return { available: false, detail: error instanceof Error ? error.message : 'reading it failed' };
    }
    const provenance = await this.#reader.provenance();
    const origin =
      provenance === undefined ? 'the system does not say what is behind it' : `the system names ${provenance}`;
    return { available: true, detail: `${origin}; whether it is quantum cannot be seen from here` };
  }

  /** Random bytes: those of the device, exclusive or those of the other source. Throws `QUANTUM_BACKEND_UNAVAILABLE`. */
  async bytes(count: number): Promise<Uint8Array> {
    const sample = await this.#healthyBytes(Math.max(count, DEVICE_SAMPLE_BYTES));
    const other = this.#other.fill(new Uint8Array(count));
    return sample.slice(0, count).map((byte, index) => byte ^ other[index]);
  }

  async #healthyBytes(count: number): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = await this.#reader.read(count);
    } catch (cause) {
      throw new QForgeError(
        'QUANTUM_BACKEND_UNAVAILABLE',
        { backend: this.name, reason: 'reading it failed' },
        { cause },
      );
    }
    const problem = bytes.length < count ? 'it gave fewer bytes than asked for' : healthProblem(bytes);
    if (problem !== undefined)
      throw new QForgeError('QUANTUM_BACKEND_UNAVAILABLE', { backend: this.name, reason: problem });
    return bytes;
  }
}

/** What is wrong with a sample, if anything. */
function healthProblem(bytes: Uint8Array): string | undefined {
  let repeated = 1;
  for (let index = 1; index < bytes.length; index++) {
    repeated = bytes[index] === bytes[index - 1] ? repeated + 1 : 1;
    if (repeated > MAX_REPEATED_BYTES) return `it gave ${repeated} equal bytes in a row`;
  }
  for (let from = 0; from + DEVICE_SAMPLE_BYTES <= bytes.length; from += DEVICE_SAMPLE_BYTES) {
    const window = bytes.subarray(from, from + DEVICE_SAMPLE_BYTES);
    const equal = window.reduce((count, byte) => count + (byte === window[0] ? 1 : 0), 0);
    if (equal > MAX_EQUAL_BYTES) return `${equal} of ${DEVICE_SAMPLE_BYTES} bytes are equal`;
  }
  return undefined;
}
