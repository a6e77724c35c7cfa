/** One file of published vectors. */
export interface VectorFile {
  /** Path under the folder that was asked for. */
  readonly path: string;
  /** Last part of the path. */
  readonly name: string;
  readonly text: string;
  /** The parsed text, when it is JSON. */
  readonly json: unknown;
}

/** What ran a case: the two backends, or Web Cryptography for HPKE. */
export type RunnerName = 'native' | 'portable' | 'web-crypto';

/**
 * One case.
 *
 * `run` returns who ran it; it throws `Unsupported` for what the product cannot do, anything else is a failure.
 */
export interface VectorCase {
  readonly name: string;
  readonly run: () => readonly RunnerName[] | Promise<readonly RunnerName[]>;
}

/** One kind of vector file. */
export interface VectorFormat {
  readonly name: string;
  /** The cases of a file of this kind, undefined for any other file. Throws `MALFORMED`. */
  readonly read: (file: VectorFile) => readonly VectorCase[] | undefined;
}
