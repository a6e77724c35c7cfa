import * as v from 'valibot';
import { QForgeError, SecretBytes } from '../../base/index.ts';
import { keyIdOf } from './sae-id.ts';

/** A key as it is handed to a SAE. */
export interface DeliveredKey {
  readonly keyId: string;
  readonly key: SecretBytes;
}

/** Keys as they are handed to a SAE. ETSI GS QKD 014 §6.3 */
export interface KeyContainer {
  readonly keys: readonly DeliveredKey[];
  /** Whether any of them went over a link without quantum hardware. Undefined: the key manager does not say. */
  readonly simulated: boolean | undefined;
  /** What the key manager has to say beside. */
  readonly notice?: string | undefined;
}

/** The JSON of a container. The text holds the keys: send it and let go of it. */
export function encodeKeyContainer({ keys, simulated, notice }: KeyContainer): string {
  return JSON.stringify({
    keys: keys.map(({ keyId, key }) => ({ key_ID: keyId, key: Buffer.from(key.expose()).toString('base64') })),
    key_container_extension: { simulated, ...(notice === undefined ? {} : { message: notice }) },
  });
}

const containerSchema = v.object({
  keys: v.array(v.object({ key_ID: v.string(), key: v.string() })),
  key_container_extension: v.optional(v.looseObject({ simulated: v.optional(v.boolean()) })),
});

/** Reads a container from a key manager, and wipes nothing: the JSON is the caller's. Throws `MALFORMED`. */
export function decodeKeyContainer(unverified: unknown): KeyContainer {
  const checked = v.safeParse(containerSchema, unverified);
  if (!checked.success) throw malformed('it is no key container');
  const { keys, key_container_extension: extension } = checked.output;
  return { keys: keys.map(decodeKey), simulated: extension?.simulated };
}

function decodeKey(unverified: { readonly key_ID: string; readonly key: string }): DeliveredKey {
  const keyId = keyIdOf(unverified.key_ID);
  if (keyId === undefined) throw malformed('a key_ID is not a UUID');
  return { keyId, key: SecretBytes.take(strictBase64(unverified.key)) };
}

/** RFC 4648 §4, canonical: what encodes back to the same text. Buffer itself would take almost anything. */
export function strictBase64(unverified: string): Uint8Array {
  const bytes = Buffer.from(unverified, 'base64');
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  bytes.fill(0);
  if (own.length > 0 && own.toString('base64') === unverified) return own;
  throw malformed('a key is not base64');
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The answer', reason });
}
