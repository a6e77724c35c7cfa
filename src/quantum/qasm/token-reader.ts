import { defined } from '../../base/index.ts';
import { invalidQasm } from './qasm-fault.ts';
import type { QasmToken } from './qasm-tokens.ts';

/** Deepest nesting of parentheses, blocks and operators. */
export const MAX_QASM_DEPTH = 100;

/** Walks along the words of a program. */
export class TokenReader {
  readonly #tokens: readonly QasmToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly QasmToken[]) {
    this.#tokens = tokens;
  }

  /** The word that comes next, or one further on. */
  peek(ahead: number = 0): QasmToken {
    return defined(this.#tokens.at(Math.min(this.#at + ahead, this.#tokens.length - 1)), 'a word');
  }

  next(): QasmToken {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Whether the next word is this name or sign. */
  sees(text: string): boolean {
    const { kind, text: found } = this.peek();
    return (kind === 'name' || kind === 'sign') && found === text;
  }

  /** Takes the next word if it is this name or sign. */
  takes(text: string): boolean {
    const found = this.sees(text);
    if (found) this.#at += 1;
    return found;
  }

  /** Takes this name or sign, or throws `QASM_INVALID`. */
  expect(text: string): QasmToken {
    if (!this.sees(text)) throw this.unexpected(`"${text}"`);
    return this.next();
  }

  /** Takes a word of this kind, or throws `QASM_INVALID`. */
  expectKind(kind: QasmToken['kind'], wanted: string): QasmToken {
    if (this.peek().kind !== kind) throw this.unexpected(wanted);
    return this.next();
  }

  /** One or more, with commas between; a comma may end the list. */
  list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.sees(end)) {
      items.push(item());
      if (!this.takes(',')) break;
    }
    if (items.length === 0) throw this.unexpected('something');
    return items;
  }

  /** Goes one level deeper for as long as `read` takes. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_QASM_DEPTH) throw invalidQasm(this.peek(), `it is nested deeper than ${MAX_QASM_DEPTH}`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** What to throw when something else should stand here. */
  unexpected(wanted: string): Error {
    const { kind, text } = this.peek();
    const found = kind === 'end' ? 'the end' : JSON.stringify(text);
    return invalidQasm(this.peek(), `${wanted} should stand here, not ${found}`);
  }
}
