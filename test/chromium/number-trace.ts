import type { Page, Response } from 'playwright-core';
import {
  binaryByteCount,
  byteCount,
  duration,
  percentage,
  plainNumber,
  quantityText,
  scaled,
  wholeNumber,
} from '../../apps/dashboard/src/quantities.ts';

/** A number on a page that came from no answer of the process. */
export interface UntracedNumber {
  readonly text: string;
  readonly within: string;
}

/** The numbers that a page shows: those in `data` elements, and those in its texts. */
export interface ShownNumbers {
  readonly values: readonly UntracedNumber[];
  readonly texts: readonly UntracedNumber[];
}

/** Reads the numbers that a page shows at this moment. */
export function shownNumbers(page: Page): Promise<ShownNumbers> {
  return page.evaluate(() => {
    const values = [...document.querySelectorAll<HTMLDataElement>('main data')].map(({ value, id, parentElement }) => ({
      text: value,
      within: `#${id} in ${parentElement?.textContent ?? ''}`,
    }));
    const walker = document.createTreeWalker(document.querySelector('main') ?? document.body, NodeFilter.SHOW_TEXT);
    const texts: { text: string; within: string }[] = [];
    // What is set for the eye alone or typed in by the operator is none of the process.
    const others = 'data, time, code, pre, select, output, textarea, svg, .canvas, .plot-foot, .when, [data-plain]';
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent, textContent } = node;
      if (parent?.closest(others) !== null) continue;
      for (const [token] of textContent?.matchAll(/\d+(?:\u202f\d{3})*(?:\.\d+)?(?:\u202f[^\s\d,.;:)]+)?/gu) ?? []) {
        texts.push({ text: token, within: parent.textContent });
      }
    }
    return { values, texts };
  });
}

/** Keeps every number that a process answers a page, and finds those on the page that it did not answer. */
export class NumberTrace {
  readonly #numbers = new Set<number>();
  readonly #texts = new Set<string>();
  readonly #reading = new Set<Promise<void>>();

  /** Listens to what a page is answered from now on. */
  listen(page: Page): void {
    page.on('response', (response) => {
      const reading = this.#take(response);
      this.#reading.add(reading);
      void reading.then(() => this.#reading.delete(reading));
    });
  }

  /** Resolves when all is read that has come. */
  async settled(): Promise<void> {
    while (this.#reading.size > 0) await Promise.all(this.#reading);
  }

  /** Adds the numbers of a document, and those that its lists have by being so long. */
  add(document: unknown): void {
    if (typeof document === 'number') this.#numbers.add(document);
    if (typeof document === 'string') this.#texts.add(document);
    if (typeof document !== 'object' || document === null) return;
    if (Array.isArray(document)) this.#numbers.add(document.length);
    else for (const name of Object.keys(document)) this.#texts.add(name);
    for (const part of Object.values(document)) this.add(part);
  }

  /** What no answer holds of the numbers of a page, and what none would be written as. `derived` is what the page works out by itself. */
  untraced({ values, texts }: ShownNumbers, derived: readonly (number | string)[] = []): readonly UntracedNumber[] {
    const written = this.#written(derived);
    const isAnswered = ({ text }: UntracedNumber): boolean =>
      text === '' || this.#numbers.has(Number(text)) || derived.includes(Number(text));
    return [...values.filter((one) => !isAnswered(one)), ...texts.filter(({ text }) => !written(text))];
  }

  async #take(response: Response): Promise<void> {
    if (!/\/api\/v1\/(?!events)/u.test(response.url())) return;
    try {
      this.add(await response.json());
    } catch {
      // The page was left before the answer had come.
    }
  }

  /** Whether a text is how some answer is written. */
  #written(derived: readonly (number | string)[]): (text: string) => boolean {
    const forms = new Set<string>(derived.map(String));
    for (const number of [...this.#numbers, ...derived.filter((one) => typeof one === 'number')]) {
      for (const form of formsOf(number)) forms.add(form);
    }
    const words = [...this.#texts].join('\n');
    return (text) => forms.has(text) || words.includes(text);
  }
}

const UNITS = ['', '/s', 'B/s', 'bit/s'] as const;

function formsOf(number: number): readonly string[] {
  const quantities = [byteCount(number), binaryByteCount(number), duration(number), percentage(number)];
  return [
    plainNumber(number),
    wholeNumber(number),
    String(number),
    ...[...quantities, ...UNITS.map((unit) => scaled(number, unit))].map(quantityText),
  ];
}
