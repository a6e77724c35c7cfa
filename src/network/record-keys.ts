import { SecretBytes, utf8 } from '../base/index.ts';
import type { AeadKey, CipherSuite, CryptoBackend } from '../crypto/index.ts';

const ROOT_LABEL = 'qforge records root v1';
const KEY_BYTES = 32;

/** What a finished handshake offers to derive keys from. */
export interface SecretExporter {
  readonly role: 'initiator' | 'responder';
  readonly suite: CipherSuite;
  exportSecret(label: string, outputBytes: number): SecretBytes;
}

/** The keys of both directions, as this side sees them. spec/records §3 */
export interface RecordKeys {
  readonly send: AeadKey;
  readonly receive: AeadKey;
}

/** Derives the record keys of a session. */
export function deriveRecordKeys(handshake: SecretExporter, backend: CryptoBackend): RecordKeys {
  const hash = backend.hash(handshake.suite.hash);
  const aead = backend.aead(handshake.suite.aead);
  using root = handshake.exportSecret(ROOT_LABEL, hash.digestBytes);
  const keyOf = (side: string): AeadKey => {
    const info = utf8(`qforge records ${side}`);
    using key = SecretBytes.take(hash.hkdf(root.expose(), new Uint8Array(hash.digestBytes), info, KEY_BYTES));
    return aead.importKey(key.expose());
  };
  const forward = keyOf('initiator to responder');
  const backward = keyOf('responder to initiator');
  return handshake.role === 'initiator' ? { send: forward, receive: backward } : { send: backward, receive: forward };
}
