/**
 * What a running process and the tools that ask it say to each other: one JSON document per line, in both directions.
 *
 *     -> {"id": 1, "method": "status"}
 *     <- {"id": 1, "result": {...}}      or      {"id": 1, "error": {"code": ..., "message": ..., "hint": ...}}
 */
import * as v from 'valibot';
import { isQForgeError, QForgeError } from '../base/index.ts';

/** The longest request a process reads. */
export const MAX_REQUEST_BYTES = 1024;

/** The longest answer a tool reads. */
export const MAX_ANSWER_BYTES = 4_194_304;

/** Everything a process can be asked. */
export type ControlMethod = 'status' | 'health';

const controlMethods: readonly ControlMethod[] = ['status', 'health'];

/** A question, told apart from others on the same connection by its number. */
export interface ControlRequest {
  readonly id: number;
  readonly method: ControlMethod;
}

/** Why a question has no answer. */
export interface ControlFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** An answer; the number is null when the question could not be read. */
export type ControlAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number | null; readonly error: ControlFailure };

const requestSchema: v.GenericSchema<unknown, ControlRequest> = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  method: v.picklist(controlMethods),
});

const answerSchema: v.GenericSchema<unknown, ControlAnswer> = v.union([
  v.strictObject({ id: v.number(), result: v.unknown() }),
  v.strictObject({
    id: v.nullable(v.number()),
    error: v.object({ code: v.string(), message: v.string(), hint: v.string() }),
  }),
]);

/** Reads a request. Throws `MALFORMED`. */
export function decodeRequest(unverifiedLine: string): ControlRequest {
  return decode(requestSchema, 'control request', unverifiedLine);
}

/** Reads an answer. Throws `MALFORMED`. */
export function decodeAnswer(unverifiedLine: string): ControlAnswer {
  return decode(answerSchema, 'control answer', unverifiedLine);
}

/** The failure a process reports for an error of its own; what is not ours is not told. */
export function controlFailure(error: unknown): ControlFailure {
  const told = isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'the question was not answered' });
  return { code: told.code, message: told.message, hint: told.hint };
}

function decode<T>(schema: v.GenericSchema<unknown, T>, what: string, unverifiedLine: string): T {
  let unverified: unknown;
  try {
    unverified = JSON.parse(unverifiedLine);
  } catch (cause) {
    throw new QForgeError('MALFORMED', { what: `The ${what}`, reason: 'it is not JSON' }, { cause });
  }
  const checked = v.safeParse(schema, unverified);
  if (checked.success) return checked.output;
  throw new QForgeError('MALFORMED', { what: `The ${what}`, reason: 'it has another form' });
}
