/** One source text seen twice, at its own length, so that an offset in a view is an offset in the text. */
export interface CodeMask {
  /** The code: comments, the insides of strings and of regular expressions are blanks. */
  readonly code: string;
  /** The comments: everything else is blanks. */
  readonly comments: string;
}

const WORDS_BEFORE_REGEX = /(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|throw|new|else|do|await|yield)$/u;
/** A string may stand right behind these. */
const WORDS_BEFORE_STRING = /(?:^|[^\w$.])(?:import|from|as|return|typeof|case|in|of|void|throw|else|await|yield)$/u;
const SIGNS_BEFORE_REGEX = '(,=:[!&|?{};+-*%<>~^';

/** Splits TypeScript into code and comments without a parser: strings, templates, regular expressions and the tags of JSX are known. */
export function maskSource(text: string): CodeMask {
  return new Scanner(text).scan();
}

class Scanner {
  readonly #text: string;
  readonly #code: string[];
  readonly #comments: string[];
  /** Depths of braces at which a template's `${` was opened, innermost last. */
  readonly #templates: number[] = [];
  #braces = 0;
  #offset = 0;
  /** The code so far without blanks at its end, as far back as a keyword may reach. */
  #tail = '';

  constructor(text: string) {
    this.#text = text;
    this.#code = Array.from({ length: text.length }, (_, index) => (text[index] === '\n' ? '\n' : ' '));
    this.#comments = [...this.#code];
  }

  scan(): CodeMask {
    while (this.#offset < this.#text.length) this.#step();
    return { code: this.#code.join(''), comments: this.#comments.join('') };
  }

  #step(): void {
    const sign = this.#text[this.#offset] ?? '';
    const next = this.#text[this.#offset + 1];
    if (sign === '/' && next === '/') this.#comment(this.#find('\n', this.#offset));
    else if (sign === '/' && next === '*') this.#comment(this.#find('*/', this.#offset + 2) + 2);
    else if ((sign === "'" && !this.#isApostrophe()) || sign === '"') this.#quoted(sign);
    else if (sign === '`') this.#openTemplate();
    else if (sign === '/' && this.#regexMayStart()) this.#regex();
    else this.#plain(sign);
  }

  #plain(sign: string): void {
    this.#keep();
    if (sign === '{') this.#braces += 1;
    if (sign !== '}') return;
    this.#braces -= 1;
    if (this.#templates.at(-1) !== this.#braces) return;
    this.#templates.pop();
    this.#template();
  }

  #comment(end: number): void {
    const stop = Math.min(end, this.#text.length);
    for (; this.#offset < stop; this.#offset += 1) {
      this.#comments[this.#offset] = this.#text[this.#offset] ?? '';
    }
  }

  #quoted(quote: string): void {
    this.#keep();
    this.#skipTo((sign) => sign === quote || sign === '\n');
    this.#keep();
  }

  #openTemplate(): void {
    this.#keep();
    this.#template();
  }

  /** The literal part of a template, from here to its end or to the next `${`. */
  #template(): void {
    this.#skipTo((sign, next) => sign === '`' || (sign === '$' && next === '{'));
    if (this.#text[this.#offset] === '$') {
      this.#keep();
      this.#templates.push(this.#braces);
      this.#braces += 1;
    }
    this.#keep();
  }

  #regex(): void {
    this.#keep();
    let inClass = false;
    this.#skipTo((sign) => {
      if (sign === '[') inClass = true;
      if (sign === ']') inClass = false;
      return (sign === '/' && !inClass) || sign === '\n';
    });
    this.#keep();
  }

  /** Leaves blanks up to the first sign that ends the literal; a backslash takes the sign behind it along. */
  #skipTo(ends: (sign: string, next: string | undefined) => boolean): void {
    while (this.#offset < this.#text.length) {
      const sign = this.#text[this.#offset] ?? '';
      if (sign === '\\') this.#offset += 1;
      else if (ends(sign, this.#text[this.#offset + 1])) return;
      this.#offset += 1;
    }
  }

  /** In the text of JSX: no string begins right behind a word, but behind those of the language. */
  #isApostrophe(): boolean {
    const before = this.#text.slice(Math.max(0, this.#offset - 8), this.#offset);
    return /\w$/u.test(before) && !WORDS_BEFORE_STRING.test(before);
  }

  /** A slash after an operand divides, and one in a tag of JSX closes it; after anything else it opens a regular expression. */
  #regexMayStart(): boolean {
    const last = this.#tail.at(-1);
    if (this.#text[this.#offset - 1] === '<' || (last === '}' && this.#text[this.#offset + 1] === '>')) return false;
    return last === undefined || SIGNS_BEFORE_REGEX.includes(last) || WORDS_BEFORE_REGEX.test(this.#tail);
  }

  #keep(): void {
    const sign = this.#text[this.#offset] ?? '';
    this.#code[this.#offset] = sign;
    if (sign.trim() !== '') {
      const gap = this.#offset > 0 && (this.#text[this.#offset - 1] ?? '').trim() === '' ? ' ' : '';
      this.#tail = `${this.#tail}${gap}${sign}`.slice(-16);
    }
    this.#offset += 1;
  }

  #find(wanted: string, from: number): number {
    const found = this.#text.indexOf(wanted, from);
    return found === -1 ? this.#text.length : found;
  }
}
