import * as v from 'valibot';
import { parseStrictJson, QForgeError } from '../../base/index.ts';
import { MAX_REQUEST_DEPTH } from './key-request.ts';
import { keyIdOf } from './sae-id.ts';

// Clients are known to put more into each element: ignored.
const keyIdsSchema = v.object({ key_IDs: v.pipe(v.array(v.object({ key_ID: v.string() })), v.minLength(1)) });

/** Reads the key IDs that a POST to dec_keys names. ETSI GS QKD 014 §6.4. Throws `MALFORMED`. */
export function keyIdsFromBody(unverified: Uint8Array): readonly string[] {
  const checked = v.safeParse(keyIdsSchema, parseStrictJson(unverified, 'The request', MAX_REQUEST_DEPTH));
  if (!checked.success) throw malformed('it names no key_IDs in the form [{"key_ID": ...}]');
  return checked.output.key_IDs.map((element) => checkedKeyId(element.key_ID));
}

/** Reads the one key ID of a GET of dec_keys. Throws `MALFORMED`. */
export function keyIdsFromQuery(unverified: URLSearchParams): readonly string[] {
  const [first, ...more] = unverified;
  if (first?.[0] !== 'key_ID' || more.length > 0) throw malformed('a GET takes one key_ID and nothing else');
  return [checkedKeyId(first[1])];
}

function checkedKeyId(unverified: string): string {
  const keyId = keyIdOf(unverified);
  if (keyId === undefined) throw malformed('a key_ID is not a UUID');
  return keyId;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The request', reason });
}
