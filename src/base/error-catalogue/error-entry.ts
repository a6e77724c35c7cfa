import type { ErrorClass } from '../error-class.ts';

/** Exit codes of the command line, one per kind of failure. */
export const EXIT_CODES = {
  ok: 0,
  failure: 1,
  usage: 2,
  identity: 3,
  trust: 4,
  network: 5,
  file: 6,
  security: 7,
  internal: 70,
} as const;

/** Class, sentence, hint and exit code of one error. */
export interface ErrorEntry<Details> {
  readonly errorClass: ErrorClass;
  readonly exitCode: number;
  readonly sentence: (details: Details) => string;
  readonly hint: string;
}

/** The entries of all codes of a table of details. */
export type ErrorEntries<Table> = { readonly [C in keyof Table]: ErrorEntry<Table[C]> };
