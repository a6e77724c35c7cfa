import { QForgeError } from './errors.ts';

const REDACTED = '(hidden)';

/**
 * Secret bytes that show themselves nowhere by accident: string conversion, JSON and inspection print "(hidden)".
 *
 * The bytes live outside the garbage-collected heap, so that `wipe()` overwrites the only copy made here
 * (SECURITY.md says what JavaScript cannot promise). Use after `wipe()` throws `SECRET_WIPED`.
 */
export class SecretBytes implements Disposable {
  readonly length: number;
  #bytes: Uint8Array<ArrayBuffer> | undefined;

  private constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.length = bytes.length;
  }

  /** Takes a copy and overwrites the source. */
  static take(source: Uint8Array): SecretBytes {
    const secret = SecretBytes.copyOf(source);
    source.fill(0);
    return secret;
  }

  /** Takes a copy and leaves the source as it is. */
  static copyOf(source: Uint8Array): SecretBytes {
    // An explicit ArrayBuffer keeps short arrays off the moving heap, where the collector would leave copies.
    const bytes = new Uint8Array(new ArrayBuffer(source.length));
    bytes.set(source);
    return new SecretBytes(bytes);
  }

  /** The bytes themselves, as a view: don't keep it, don't turn it into a string. */
  expose(): Uint8Array<ArrayBuffer> {
    if (this.#bytes === undefined) throw new QForgeError('SECRET_WIPED', { what: 'bytes' });
    return this.#bytes;
  }

  /** Overwrites the bytes; further use throws. */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  [Symbol.dispose](): void {
    this.wipe();
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  static {
    // The hook of Node's `util.inspect`, which `console.log` uses.
    const inspectHook = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(SecretBytes.prototype, inspectHook, { value: () => `SecretBytes ${REDACTED}` });
  }
}
