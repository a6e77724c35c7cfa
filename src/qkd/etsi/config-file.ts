import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { isQForgeError, parseStrictJson, QForgeError } from '../../base/index.ts';
import { isEntityId } from './sae-id.ts';

const MAX_CONFIG_BYTES = 1_048_576;
const MAX_DEPTH = 8;

/** The ID of a SAE or key manager. */
export const entitySchema: v.GenericSchema<unknown, string> = v.custom<string>(isEntityId, 'it is no ID');
/** The SHA-256 of a certificate, if one is named. */
export const fingerprintSchema: v.GenericSchema<unknown, string | undefined> = v.optional(
  v.pipe(v.string(), v.regex(/^[\da-f]{64}$/u)),
);
/** `https://host:port`. */
export const httpsUrlSchema: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^https:\/\/(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?$/iu),
  v.check((text) => URL.canParse(text)),
);
/** A path that is not empty. */
export const pathSchema: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.minLength(1));

/** Reads a JSON file of settings in a known form; members that are not known are refused. Throws `KME_CONFIG_INVALID`. */
export async function readConfigFile<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const checked = v.safeParse(schema, await readJsonFile(path));
  if (checked.success) return checked.output;
  const place = v.getDotPath(checked.issues[0]);
  throw invalid(path, place === null ? 'it has not the form it should have' : `${place} is not as it should be`);
}

async function readJsonFile(path: string): Promise<unknown> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw invalid(path, 'it cannot be read', error);
  }
  if (bytes.length > MAX_CONFIG_BYTES) throw invalid(path, 'it is too long');
  try {
    return parseStrictJson(bytes, 'It', MAX_DEPTH);
  } catch (error) {
    throw invalid(path, isQForgeError(error, 'MALFORMED') ? error.details.reason : 'it cannot be read', error);
  }
}

function invalid(path: string, reason: string, cause?: unknown): QForgeError<'KME_CONFIG_INVALID'> {
  return new QForgeError('KME_CONFIG_INVALID', { path, reason }, { cause });
}
