import { SecretBytes, utf8 } from '../base/index.ts';
import type { AeadKey, CipherSuite, CryptoBackend } from '../crypto/index.ts';

const ROOT_LABEL = 'qforge records root v2';
const KEY_BYTES = 32;

/** What a finished handshake offers to derive keys from. */
export interface SecretExporter {
  readonly suite: CipherSuite;
  exportSecret(label: string, outputBytes: number): SecretBytes;
}

/** The keys of both directions, as one side sees them. spec/records §3 */
export interface RecordKeys {
  readonly send: AeadKey;
  readonly receive: AeadKey;
}

/** The first root of a session. spec/records §3 */
export function firstRecordRoot(handshake: SecretExporter, backend: CryptoBackend): SecretBytes {
  return handshake.exportSecret(ROOT_LABEL, backend.hash(handshake.suite.hash).digestBytes);
}

/** The record keys of one generation. */
export function deriveRecordKeys(
  root: SecretBytes,
  role: 'initiator' | 'responder',
  suite: CipherSuite,
  backend: CryptoBackend,
): RecordKeys {
  const hash = backend.hash(suite.hash);
  const aead = backend.aead(suite.aead);
  const keyOf = (side: string): AeadKey => {
    const info = utf8(`qforge records ${side}`);
    using key = SecretBytes.take(hash.hkdf(root.expose(), new Uint8Array(hash.digestBytes), info, KEY_BYTES));
    return aead.importKey(key.expose());
  };
  const forward = keyOf('initiator to responder');
  const backward = keyOf('responder to initiator');
  return role === 'initiator' ? { send: forward, receive: backward } : { send: backward, receive: forward };
}
