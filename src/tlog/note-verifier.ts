import { isQForgeError, QForgeError, utf8 } from '../base/index.ts';
import type { CryptoBackend, VerificationKey } from '../crypto/index.ts';
import { cosignedMessage, decodeTimestamped } from './cosigned-message.ts';
import { type NoteKey, noteKeyKinds, parseVerifierKey } from './note-key.ts';
import { type NoteSignature, parseSignedNote, type SignedNote } from './signed-note.ts';

/** A public key that verifies signatures of notes. */
export class NoteVerifier {
  readonly key: NoteKey;
  readonly #verificationKey: VerificationKey;

  /** Throws `CRYPTO_KEY_INVALID` or `CRYPTO_LENGTH_INVALID`. */
  constructor(backend: CryptoBackend, key: NoteKey) {
    this.key = key;
    this.#verificationKey = backend.signature(noteKeyKinds[key.kind].algorithm).importPublicKey(key.publicKey);
  }

  /** The verifier of a key in text form. Throws `MALFORMED`, `CRYPTO_KEY_INVALID` or `CRYPTO_LENGTH_INVALID`. */
  static parse(backend: CryptoBackend, unverifiedKey: string): NoteVerifier {
    return new NoteVerifier(backend, parseVerifierKey(backend, unverifiedKey));
  }

  /** Whether the signature names this key. */
  isNamedBy({ name, keyId }: NoteSignature): boolean {
    return name === this.key.name && keyId === this.key.keyId;
  }

  /** Whether the signature is one of this key over the text. */
  verify(text: string, unverified: NoteSignature): boolean {
    if (!this.isNamedBy(unverified)) return false;
    if (this.key.kind === 'ed25519') return this.#verificationKey.verify(utf8(text), unverified.signature);
    const timestamped = decodeTimestamped(unverified.signature);
    // Zero stands for "no statement about the newest tree", which no checkpoint of ours makes.
    if (timestamped === undefined || timestamped.timestamp === 0) return false;
    const message = messageOrNone(this.key, text, timestamped.timestamp);
    return message !== undefined && this.#verificationKey.verify(message, timestamped.signature);
  }
}

/** A text that is no checkpoint has no cosignature. */
function messageOrNone(key: NoteKey, text: string, timestamp: number): Uint8Array | undefined {
  try {
    return cosignedMessage(key, text, timestamp);
  } catch (error) {
    if (isQForgeError(error, 'MALFORMED')) return undefined;
    throw error;
  }
}

/** A note with what its known keys say. */
export interface VerifiedNote extends SignedNote {
  /** The keys whose signatures are good; each once, at least one. */
  readonly signedBy: readonly NoteVerifier[];
}

/**
 * Reads a note and verifies it: C2SP signed-note, "Signatures". Signatures of unknown keys are ignored, but a bad one of a known
 * key spoils the note, and so does the lack of a good one.
 *
 * Throws `MALFORMED` or `NOTE_UNVERIFIED`.
 */
export function openSignedNote(unverified: Uint8Array, verifiers: readonly NoteVerifier[]): VerifiedNote {
  const note = parseSignedNote(unverified);
  const signedBy = new Set<NoteVerifier>();
  for (const signature of note.signatures) {
    const verifier = verifiers.find((known) => known.isNamedBy(signature));
    if (verifier === undefined) continue;
    if (!verifier.verify(note.text, signature)) throw unbelieved(`a signature of ${signature.name} is wrong`);
    signedBy.add(verifier);
  }
  if (signedBy.size === 0) throw unbelieved('no known key signed it');
  return { ...note, signedBy: [...signedBy] };
}

function unbelieved(reason: string): QForgeError<'NOTE_UNVERIFIED'> {
  return new QForgeError('NOTE_UNVERIFIED', { reason });
}
