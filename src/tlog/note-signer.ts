import { assert, utf8 } from '../base/index.ts';
import type { CryptoBackend, SigningKey } from '../crypto/index.ts';
import { cosignedMessage, encodeTimestamped } from './cosigned-message.ts';
import { type NoteKey, type NoteKeyKind, noteKey, noteKeyKinds } from './note-key.ts';
import type { NoteSignature } from './signed-note.ts';

/** A private key that signs notes under a name. */
export class NoteSigner {
  readonly key: NoteKey;
  readonly #signingKey: SigningKey;

  /** Throws `ARGUMENT_INVALID` for a name that cannot stand in a note. */
  constructor(backend: CryptoBackend, name: string, kind: NoteKeyKind, signingKey: SigningKey) {
    assert(signingKey.algorithm === noteKeyKinds[kind].algorithm, 'the key is of the algorithm of its kind');
    this.key = noteKey(backend, name, kind, signingKey.publicKey.bytes);
    this.#signingKey = signingKey;
  }

  /**
   * Signs a text that ends with a newline. A cosigner states the time with it, in seconds since 1970, and takes checkpoints only:
   * it throws `MALFORMED` for another text. A plain Ed25519 key states no time.
   */
  sign(text: string, timestampSeconds: number): NoteSignature {
    const { name, kind, keyId } = this.key;
    if (kind === 'ed25519') return { name, keyId, signature: this.#signingKey.sign(utf8(text)) };
    assert(
      Number.isSafeInteger(timestampSeconds) && timestampSeconds > 0,
      'a cosignature of a checkpoint states a time',
    );
    const message = cosignedMessage(this.key, text, timestampSeconds);
    const signature = this.#signingKey.sign(message);
    return { name, keyId, signature: encodeTimestamped({ timestamp: timestampSeconds, signature }) };
  }
}
