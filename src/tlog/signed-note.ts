import { ByteReader, ByteWriter, QForgeError, utf8, utf8Text } from '../base/index.ts';
import { formatBase64, parseBase64 } from './strict-base64.ts';

/** No note is longer. */
export const MAX_NOTE_BYTES: number = 2 ** 20;
/** No note has more signatures; C2SP signed-note asks for at least 16. */
export const MAX_NOTE_SIGNATURES = 128;

const MARK = '— ';
const WHAT = 'The signed note';
const KEY_NAME = /^[^\p{White_Space}\p{Cc}+]+$/u;
const NEWLINE = 0x0a;
const FIRST_PRINTABLE = 0x20;
const SIGNATURE_LINE = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/u;

/** One signature of a note, not verified. Name and number together say which key made it. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A text, and signatures that may or may not be over it. */
export interface SignedNote {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Whether a name can stand in a signature line: C2SP signed-note, "Format". */
export function isKeyName(unverified: string): boolean {
  return KEY_NAME.test(unverified) && unverified.isWellFormed();
}

/**
 * Reads a signed note; nothing in it is verified by that. C2SP signed-note, "Format".
 *
 *     text, of lines
 *     an empty line
 *     — name Base64(u32 key id, signature)     1 to 128 of them
 *
 * Throws `MALFORMED`.
 */
export function parseSignedNote(unverified: Uint8Array): SignedNote {
  const whole = decodeText(unverified);
  const gap = whole.lastIndexOf('\n\n');
  if (gap < 1 || !whole.endsWith('\n')) throw malformed('it has no text, or no signatures under it');
  const lines = whole.slice(gap + 2, -1).split('\n');
  if (lines.length > MAX_NOTE_SIGNATURES) throw malformed(`it has more than ${MAX_NOTE_SIGNATURES} signatures`);
  return { text: whole.slice(0, gap + 1), signatures: lines.map(parseSignatureLine) };
}

function decodeText(unverified: Uint8Array): string {
  if (unverified.length > MAX_NOTE_BYTES) throw malformed(`it is longer than ${MAX_NOTE_BYTES} bytes`);
  let text: string;
  try {
    text = utf8Text(unverified);
  } catch {
    throw malformed('it is not UTF-8');
  }
  if (unverified.some((byte) => byte < FIRST_PRINTABLE && byte !== NEWLINE))
    throw malformed('it has control characters');
  return text;
}

/** Reads one signature line, without its newline. Throws `MALFORMED`. */
export function parseSignatureLine(unverifiedLine: string): NoteSignature {
  const [, name = '', base64 = ''] = SIGNATURE_LINE.exec(unverifiedLine) ?? [];
  const bytes = parseBase64(base64);
  if (!isKeyName(name) || bytes === undefined) throw malformed('a line is no signature');
  const reader = new ByteReader(bytes, WHAT);
  const signature = { name, keyId: reader.u32(), signature: reader.rest() };
  if (signature.signature.length === 0) throw malformed('a signature is empty');
  return signature;
}

/** One signature as a line, without its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new ByteWriter(4 + signature.length).u32(keyId).bytes(signature).finish();
  return `${MARK}${name} ${formatBase64(bytes)}`;
}

/** The note as bytes. */
export function formatSignedNote({ text, signatures }: SignedNote): Uint8Array {
  return utf8(`${text}\n${signatures.map((signature) => `${formatSignatureLine(signature)}\n`).join('')}`);
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: WHAT, reason });
}
