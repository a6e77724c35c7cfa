import * as v from 'valibot';
import { parseStrictJson, QForgeError } from '../../base/index.ts';
import { isEntityId } from './sae-id.ts';

/** How deep the JSON of a request may be nested. */
export const MAX_REQUEST_DEPTH = 32;

const MAX_DIGITS = 9;

/** An extension parameter: an object with one name and any value. */
export type ExtensionParameter = Readonly<Record<string, unknown>>;

/** What a master SAE asks of enc_keys. ETSI GS QKD 014 §6.2 */
export interface KeyRequest {
  readonly number: number;
  /** Undefined: the key size of the key manager. */
  readonly sizeBits: number | undefined;
  readonly additionalSlaves: readonly string[];
  readonly mandatoryExtensions: readonly ExtensionParameter[];
  readonly optionalExtensions: readonly ExtensionParameter[];
}

const count: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const extensions: v.GenericSchema<unknown, ExtensionParameter[]> = v.array(v.record(v.string(), v.unknown()));

// Unknown members are ignored: real clients send some.
const requestSchema = v.object({
  number: v.optional(count, 1),
  size: v.optional(count),
  additional_slave_SAE_IDs: v.optional(v.array(v.custom<string>(isEntityId)), []),
  extension_mandatory: v.optional(extensions, []),
  extension_optional: v.optional(extensions, []),
});

/** Reads the body of a POST to enc_keys; an empty one means all defaults. Throws `MALFORMED`. */
export function keyRequestFromBody(unverified: Uint8Array): KeyRequest {
  if (unverified.length === 0) return keyRequestFrom({});
  return keyRequestFrom(parseStrictJson(unverified, 'The request', MAX_REQUEST_DEPTH));
}

/** Reads the query of a GET of enc_keys: `number` and `size` only. Throws `MALFORMED`. */
export function keyRequestFromQuery(unverified: URLSearchParams): KeyRequest {
  for (const name of unverified.keys()) {
    if (name !== 'number' && name !== 'size') throw malformed(`a GET takes only number and size, not ${quoted(name)}`);
    if (unverified.getAll(name).length > 1) throw malformed(`${name} is there twice`);
  }
  const members = [...unverified].map(([name, value]): [string, number] => [name, decimal(name, value)]);
  return keyRequestFrom(Object.fromEntries(members));
}

function keyRequestFrom(unverified: unknown): KeyRequest {
  if (Array.isArray(unverified)) throw malformed('it is a list');
  const checked = v.safeParse(requestSchema, unverified);
  if (!checked.success) throw malformed(`${v.getDotPath(checked.issues[0]) ?? 'it'} has another form than it should`);
  const { number, size, additional_slave_SAE_IDs, extension_mandatory, extension_optional } = checked.output;
  return {
    number,
    sizeBits: size,
    additionalSlaves: additional_slave_SAE_IDs,
    mandatoryExtensions: extension_mandatory,
    optionalExtensions: extension_optional,
  };
}

function decimal(name: string, text: string): number {
  if (!/^\d+$/u.test(text) || text.length > MAX_DIGITS) throw malformed(`${name} is not a number`);
  return Number(text);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The request', reason });
}
