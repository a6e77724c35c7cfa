/** Each doubling is divided into so many classes, so that a class tells a size to 25 %. */
const CLASSES_PER_DOUBLING = 4;
const LARGEST = 2 ** 32 - 1;
/** Sizes up to the largest; what is beyond counts as that. */
const CLASSES = 32 * CLASSES_PER_DOUBLING;

/** How large the buffers were that somebody asked for, in classes of rising size: counted without allocating. */
export class RequestSizes {
  readonly #counts = new Float64Array(CLASSES);
  #requests = 0;
  #bytes = 0;

  get requests(): number {
    return this.#requests;
  }

  /** Of all requests together. */
  get bytes(): number {
    return this.#bytes;
  }

  add(bytes: number): void {
    this.#requests += 1;
    this.#bytes += bytes;
    const index = classOf(bytes);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** A size that at least this share of the requests did not exceed: the upper end of a class, or 0 before anything was asked for. */
  quantile(share: number): number {
    const wanted = share * this.#requests;
    let seen = 0;
    for (let index = 0; index < CLASSES && this.#requests > 0; index++) {
      seen += this.#counts[index] ?? 0;
      if (seen >= wanted && seen > 0) return upperEnd(index);
    }
    return 0;
  }
}

function classOf(bytes: number): number {
  if (bytes < CLASSES_PER_DOUBLING) return bytes;
  const counted = Math.min(bytes, LARGEST);
  const exponent = 31 - Math.clz32(counted);
  return (exponent - 1) * CLASSES_PER_DOUBLING + ((counted >>> (exponent - 2)) & (CLASSES_PER_DOUBLING - 1));
}

function upperEnd(index: number): number {
  if (index < CLASSES_PER_DOUBLING) return index;
  const exponent = Math.floor(index / CLASSES_PER_DOUBLING) + 1;
  const quarter = CLASSES_PER_DOUBLING + (index % CLASSES_PER_DOUBLING);
  return (quarter + 1) * 2 ** (exponent - 2) - 1;
}
