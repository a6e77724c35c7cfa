import { QForgeError, utf8Text } from '../base/index.ts';

const NEWLINE = 0x0a;

/** Cuts a byte stream into lines of UTF-8 text, and never holds more than one line's limit. */
export class LineBuffer {
  readonly #what: string;
  readonly #limitBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** `what` names the lines in errors; a line longer than `limitBytes` is refused before it is whole. */
  constructor(what: string, limitBytes: number) {
    this.#what = what;
    this.#limitBytes = limitBytes;
  }

  /** The lines that `chunk` completes, without their ends. Throws `MALFORMED`. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end));
      lines.push(this.#takeLine());
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#keep(rest);
    return lines;
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#limitBytes) throw this.#malformed(`a line has more than ${this.#limitBytes} bytes`);
    this.#parts.push(part);
  }

  #takeLine(): string {
    const line = Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    try {
      return utf8Text(line);
    } catch (cause) {
      throw this.#malformed('it is not UTF-8', cause);
    }
  }

  #malformed(reason: string, cause?: unknown): QForgeError<'MALFORMED'> {
    return new QForgeError('MALFORMED', { what: this.#what, reason }, { cause });
  }
}
