import { ByteReader, concatBytes } from '../../base/index.ts';

/** What is sent along a route: a sealed message, or the request for a prekey of the destination. */
export type RoutePayload = { readonly kind: 'sealed'; readonly envelope: Uint8Array } | { readonly kind: 'prekey' };

const SEALED = 1;
const PREKEY = 2;

/** Asks the destination for one of its prekeys. */
export const PREKEY_REQUEST: Uint8Array = Uint8Array.of(PREKEY);

//  | 1 u8 | envelope |  or  | 2 u8 |      spec/routing §9

/** The payload of a sealed message. */
export function sealedPayload(envelope: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(SEALED), envelope);
}

/** Reads a payload. Throws `MALFORMED`. */
export function decodeRoutePayload(unverified: Uint8Array): RoutePayload {
  const reader = new ByteReader(unverified, 'The payload of a route');
  const kind = reader.u8();
  if (kind === SEALED) return { kind: 'sealed', envelope: reader.rest() };
  if (kind !== PREKEY) throw reader.malformed('its kind is unknown');
  reader.end();
  return { kind: 'prekey' };
}
