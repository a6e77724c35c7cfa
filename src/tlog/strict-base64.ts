import { base64 } from '@scure/base';

/** Bytes of standard, padded Base64 (RFC 4648 §4) in its one canonical form; undefined for anything else. */
export function parseBase64(unverified: string): Uint8Array | undefined {
  try {
    const bytes = base64.decode(unverified);
    return base64.encode(bytes) === unverified ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Standard, padded Base64 of bytes. */
export function formatBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}
