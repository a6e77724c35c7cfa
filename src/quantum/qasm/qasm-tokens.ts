import { invalidQasm, type QasmPlace, unsupportedQasm } from './qasm-fault.ts';

/** A word of a program. */
export interface QasmToken extends QasmPlace {
  readonly kind: 'name' | 'integer' | 'real' | 'text' | 'sign' | 'end';
  readonly text: string;
}

/** Blanks and comments. */
const GAP = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/uy;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}_]*/uy;
const INTEGER = /0[xX][\da-fA-F](?:_?[\da-fA-F])*|0[bB][01](?:_?[01])*|0[oO][0-7](?:_?[0-7])*|\d(?:_?\d)*/uy;
const REAL = /(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d+)?|\d(?:_?\d)*[eE][+-]?\d+/uy;
const TEXT = /"[^"\n]*"|'[^'\n]*'/uy;
const SIGN =
  /#dim(?![\p{L}\p{Nd}_])|->|==|!=|<=|>=|&&|\|\||<<=|>>=|\*\*=|<<|>>|\*\*|\+\+|\+=|-=|\*=|\/=|&=|\|=|\^=|%=|~=|[-+*/%^&|~!<>=()[\]{},;:@]/uy;
const UNIT = /(?:dt|ns|us|µs|μs|ms|s|im)(?![\p{L}\p{Nd}_])/uy;

/** Splits a program into words; the last one is the end. Throws `QASM_INVALID` and `QASM_UNSUPPORTED`. */
export function qasmTokens(source: string): readonly QasmToken[] {
  return new Tokenizer(source).all();
}

class Tokenizer {
  readonly #source: string;
  #offset = 0;
  #line = 1;
  #lineStart = 0;

  constructor(source: string) {
    this.#source = source;
  }

  all(): readonly QasmToken[] {
    const tokens: QasmToken[] = [];
    for (;;) {
      this.#take(GAP);
      if (this.#offset === this.#source.length) return [...tokens, { ...this.#place(), kind: 'end', text: '' }];
      tokens.push(this.#next());
    }
  }

  #next(): QasmToken {
    const place = this.#place();
    const name = this.#take(NAME);
    if (name !== undefined) return { ...place, kind: 'name', text: name };
    const real = this.#take(REAL);
    if (real !== undefined) return this.#numberToken(place, 'real', real);
    const integer = this.#take(INTEGER);
    if (integer !== undefined) return this.#numberToken(place, 'integer', integer);
    const text = this.#take(TEXT);
    if (text !== undefined) return { ...place, kind: 'text', text: text.slice(1, -1) };
    if (this.#source.startsWith('/*', this.#offset)) throw invalidQasm(place, 'the comment does not end');
    const sign = this.#take(SIGN);
    if (sign !== undefined) return { ...place, kind: 'sign', text: sign };
    throw this.#strange(place);
  }

  /** A number ends where no letter or digit follows. */
  #numberToken(place: QasmPlace, kind: 'integer' | 'real', text: string): QasmToken {
    const unit = this.#take(UNIT);
    if (unit !== undefined) throw unsupportedQasm(place, unit === 'im' ? 'a complex number' : 'a duration');
    if (this.#take(NAME) !== undefined || /^[.\d]/u.test(this.#source.slice(this.#offset))) {
      throw invalidQasm(place, `${text} is not a whole number or a real one by itself`);
    }
    return { ...place, kind, text: text.replaceAll('_', '') };
  }

  #strange(place: QasmPlace): Error {
    const rest = this.#source.slice(this.#offset);
    if (/^\$\d/u.test(rest)) return unsupportedQasm(place, 'a physical qubit');
    if (/^#pragma\b/u.test(rest)) return unsupportedQasm(place, 'a pragma');
    if (/^["']/u.test(rest)) return invalidQasm(place, 'the text does not end on its line');
    const [sign = ''] = rest;
    return invalidQasm(place, `the sign ${JSON.stringify(sign)} has no meaning here`);
  }

  #place(): QasmPlace {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }

  /** The text that matches here, which is then behind us. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const [text] = pattern.exec(this.#source) ?? [];
    if (text === undefined) return undefined;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      this.#line += 1;
      this.#lineStart = this.#offset + at + 1;
    }
    this.#offset += text.length;
    return text;
  }
}
