import { concatBytes, QForgeError, utf8 } from '../base/index.ts';
import type { CryptoBackend, SignatureName } from '../crypto/index.ts';
import { isKeyName } from './signed-note.ts';
import { formatBase64, parseBase64 } from './strict-base64.ts';

/** What a key of a note signs: the text itself, or a statement about a checkpoint, with the time. */
export type NoteKeyKind = 'ed25519' | 'ed25519-cosignature' | 'ml-dsa-44-cosignature';

interface KindFacts {
  /** The signature type of C2SP signed-note, "Signature types". */
  readonly typeByte: number;
  readonly algorithm: SignatureName;
  readonly publicKeyBytes: number;
}

/** The facts of each kind. */
export const noteKeyKinds: Readonly<Record<NoteKeyKind, KindFacts>> = {
  ed25519: { typeByte: 0x01, algorithm: 'Ed25519', publicKeyBytes: 32 },
  'ed25519-cosignature': { typeByte: 0x04, algorithm: 'Ed25519', publicKeyBytes: 32 },
  'ml-dsa-44-cosignature': { typeByte: 0x06, algorithm: 'ML-DSA-44', publicKeyBytes: 1312 },
};

/** A public key under a name, with the number that both give it. */
export interface NoteKey {
  readonly name: string;
  readonly kind: NoteKeyKind;
  readonly publicKey: Uint8Array;
  readonly keyId: number;
}

const NEWLINE = Uint8Array.of(0x0a);
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u;
const MAX_VKEY_CHARACTERS = 4096;

/** A key under a name. Throws `ARGUMENT_INVALID` for a name that cannot stand in a note. */
export function noteKey(backend: CryptoBackend, name: string, kind: NoteKeyKind, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'name', reason: 'a key name has no spaces and no plus' });
  }
  // C2SP signed-note, "Signatures": the first four bytes of SHA-256(name || newline || type || key).
  const input = concatBytes(utf8(name), NEWLINE, Uint8Array.of(noteKeyKinds[kind].typeByte), publicKey);
  const digest = backend.hash('SHA-256').digest(input);
  return { name, kind, publicKey, keyId: new DataView(digest.buffer, digest.byteOffset).getUint32(0) };
}

/** The text form of a key, "vkey": C2SP signed-note, "Verifier keys". */
export function formatVerifierKey({ name, kind, publicKey, keyId }: NoteKey): string {
  const material = concatBytes(Uint8Array.of(noteKeyKinds[kind].typeByte), publicKey);
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${formatBase64(material)}`;
}

/** Reads the text form of a key. Throws `MALFORMED`. */
export function parseVerifierKey(backend: CryptoBackend, unverified: string): NoteKey {
  if (unverified.length > MAX_VKEY_CHARACTERS) throw malformed('it is too long');
  const [, name = '', id = '', base64 = ''] = VKEY.exec(unverified) ?? [];
  const material = parseBase64(base64);
  if (!isKeyName(name) || material === undefined) throw malformed('it is not name+number+key');
  const kind = kindOfType(material[0]);
  if (kind === undefined) throw malformed('it is of an unknown type');
  const publicKey = material.subarray(1);
  if (publicKey.length !== noteKeyKinds[kind].publicKeyBytes) throw malformed('its key has another length');
  const key = noteKey(backend, name, kind, publicKey);
  if (key.keyId !== Number.parseInt(id, 16)) throw malformed('its number is not that of its key');
  return key;
}

function kindOfType(typeByte: number | undefined): NoteKeyKind | undefined {
  const kinds = Object.keys(noteKeyKinds) as NoteKeyKind[];
  return kinds.find((kind) => noteKeyKinds[kind].typeByte === typeByte);
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The verifier key', reason });
}
