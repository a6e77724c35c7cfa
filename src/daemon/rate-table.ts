import type { Clock } from '../base/index.ts';

/** Looks closer together than this show what the look before showed. */
export const SHORTEST_RATE_SPAN_MS = 500;

/** What was counted a second, over the span between two looks. */
export type Rates<Field extends string> = Readonly<Record<`${Field}PerSecond`, number>> & { readonly spanMs: number };

/** A row with its rates; at the first look at it there are none. */
export type Rated<Row, Field extends string> = Row & { readonly rates: Rates<Field> | undefined };

/** Rows that count something. */
export interface CountedRows<Row, Field extends string> {
  readonly read: () => readonly Row[];
  /** Tells rows apart, and finds the same one again. */
  readonly keyOf: (row: Row) => string;
  readonly fields: readonly Field[];
  /** Whether a row of the same key has begun to count anew. */
  readonly isAnother: (before: Row, now: Row) => boolean;
}

interface Look<Row, Field extends string> {
  readonly atMs: number;
  readonly rows: ReadonlyMap<string, Rated<Row, Field>>;
}

/** Works out rates when somebody looks, from one look to the next: what nobody looks at costs nothing. */
export class RateTable<Row extends Readonly<Record<Field, number>>, Field extends string> {
  readonly #counted: CountedRows<Row, Field>;
  readonly #clock: Clock;
  #last: Look<Row, Field> | undefined;

  constructor(counted: CountedRows<Row, Field>, clock: Clock) {
    this.#counted = counted;
    this.#clock = clock;
  }

  /** All rows now. */
  look(): readonly Rated<Row, Field>[] {
    const { read, keyOf } = this.#counted;
    const [atMs, last] = [this.#clock.monotonicMs(), this.#last];
    const spanMs = last === undefined ? 0 : atMs - last.atMs;
    const before = (row: Row): Rated<Row, Field> | undefined => last?.rows.get(keyOf(row));
    if (last !== undefined && spanMs < SHORTEST_RATE_SPAN_MS) {
      return read().map((row) => ({ ...row, rates: before(row)?.rates }));
    }
    const rows = read().map((row) => ({ ...row, rates: this.#ratesOf(before(row), row, spanMs) }));
    this.#last = { atMs, rows: new Map(rows.map((row) => [keyOf(row), row])) };
    return rows;
  }

  #ratesOf(before: Row | undefined, now: Row, spanMs: number): Rates<Field> | undefined {
    const { fields, isAnother } = this.#counted;
    if (before === undefined || isAnother(before, now)) return undefined;
    const rates = fields.map((field) => [
      `${field}PerSecond`,
      (Math.max(0, now[field] - before[field]) * 1000) / spanMs,
    ]);
    return { ...(Object.fromEntries(rates) as Record<`${Field}PerSecond`, number>), spanMs };
  }
}
