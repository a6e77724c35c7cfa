import { ByteWriter, SecretBytes, utf8 } from '../base/index.ts';
import type { Hash } from '../crypto/index.ts';
import type { SharedKeyReference } from './handshake-payload.ts';
import { PSK_BYTES } from './noise-handshake-options.ts';

const INFO = utf8('qforge psk v1');
const INITIAL_BYTES = 4096;

/** A shared key with its name. */
export interface NamedSharedKey extends SharedKeyReference {
  readonly key: SecretBytes;
}

/** What the psk is bound to besides the keys themselves. */
export interface SharedKeyContext {
  /** The Noise handshake hash when the keys were named. */
  readonly handshakeHash: Uint8Array;
  readonly initiatorEndpoint: string;
  readonly responderEndpoint: string;
}

/**
 * The 32-byte psk of a handshake: all shared keys with their names, lengths before each, bound to the transcript.
 *
 * Without keys it is 32 zero bytes. spec/handshake §6
 */
export function mixSharedKeys(keys: readonly NamedSharedKey[], context: SharedKeyContext, hash: Hash): SecretBytes {
  if (keys.length === 0) return SecretBytes.copyOf(new Uint8Array(PSK_BYTES));
  const writer = new ByteWriter(INITIAL_BYTES).u8(keys.length);
  for (const { source, keyId, key } of keys) {
    writer
      .bytes16(utf8(source))
      .bytes16(utf8(keyId))
      .bytes16(utf8(context.initiatorEndpoint))
      .bytes16(utf8(context.responderEndpoint))
      .bytes16(key.expose());
  }
  const input = writer.finish();
  const psk = hash.hkdf(input, context.handshakeHash, INFO, PSK_BYTES);
  input.fill(0);
  return SecretBytes.take(psk);
}
