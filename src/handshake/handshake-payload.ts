import { assert, ByteReader, ByteWriter, utf8, utf8Text } from '../base/index.ts';
import { type KeyPolicy, keyPolicyByNumber, keyPolicyNumber } from './key-policy.ts';

const FORMAT = 2;
const MAX_SUITES = 16;
const MAX_ENDPOINT_BYTES = 255;
const MAX_CERTIFICATE_BYTES = 32_768;
const MAX_SOURCE_BYTES = 32;
const MAX_KEY_ID_BYTES = 64;
/** Room for what an introduction has beside its certificate, in all but rare cases. */
const OTHER_FIELDS_BYTES = 256;

/** What the layer above may say within a handshake, at most, in each direction. */
export const MAX_WORD_BYTES = 255;

/** How many shared keys one handshake takes in at most. */
export const MAX_SHARED_KEYS = 4;

/** Names a key that both sides can get: the kind of source, and the key's ID there. */
export interface SharedKeyReference {
  readonly source: string;
  readonly keyId: string;
}

/** Terms that both sides state and check. */
export interface HandshakeTerms {
  readonly policy: KeyPolicy;
  /** Numbers of the suites, in order of preference. */
  readonly suiteIds: readonly number[];
}

/** Who speaks, on what terms, with which keys. spec/handshake §5.1 */
export interface Introduction extends HandshakeTerms {
  readonly endpoint: string;
  readonly certificate: Uint8Array;
  readonly keys: readonly SharedKeyReference[];
  /** For the layer above, as all that is called a word here; empty in the responder's. */
  readonly word: Uint8Array;
}

/** The responder's last word. spec/handshake §5.2 */
export interface Confirmation extends HandshakeTerms {
  readonly keys: readonly SharedKeyReference[];
  readonly word: Uint8Array;
}

//  | 2 u8 | policy u8 | n u8 | n suites u16 | endpoint len16 | certificate len16 | k u8 | k x ( source len16 | key ID len16 ) | word len8 |
/** The bytes of an introduction, as the diagram above. */
export function encodeIntroduction(introduction: Introduction): Uint8Array {
  const writer = new ByteWriter(introduction.certificate.length + OTHER_FIELDS_BYTES);
  writeTerms(writer, introduction);
  writer.bytes16(utf8(introduction.endpoint)).bytes16(introduction.certificate);
  writeKeyReferences(writer, introduction.keys);
  writeWord(writer, introduction.word);
  return writer.finish();
}

/** Throws `MALFORMED`. */
export function decodeIntroduction(unverified: Uint8Array): Introduction {
  const reader = new ByteReader(unverified, 'The introduction');
  const terms = readTerms(reader);
  const endpoint = readText(reader, MAX_ENDPOINT_BYTES);
  const certificate = reader.bytes16(MAX_CERTIFICATE_BYTES);
  const keys = readKeyReferences(reader);
  const word = readWord(reader);
  reader.end();
  return { ...terms, endpoint, certificate, keys, word };
}

//  | 2 u8 | policy u8 | n u8 | n suites u16 | k u8 | k x ( source len16 | key ID len16 ) | word len8 |
/** The bytes of a confirmation, as the diagram above. */
export function encodeConfirmation(confirmation: Confirmation): Uint8Array {
  const writer = new ByteWriter();
  writeTerms(writer, confirmation);
  writeKeyReferences(writer, confirmation.keys);
  writeWord(writer, confirmation.word);
  return writer.finish();
}

/** Throws `MALFORMED`. */
export function decodeConfirmation(unverified: Uint8Array): Confirmation {
  const reader = new ByteReader(unverified, 'The confirmation');
  const terms = readTerms(reader);
  const keys = readKeyReferences(reader);
  const word = readWord(reader);
  reader.end();
  return { ...terms, keys, word };
}

function writeWord(writer: ByteWriter, word: Uint8Array): void {
  assert(word.length <= MAX_WORD_BYTES, 'a word within a handshake is short');
  writer.u8(word.length).bytes(word);
}

function readWord(reader: ByteReader): Uint8Array {
  return reader.bytes(reader.u8());
}

function writeTerms(writer: ByteWriter, terms: HandshakeTerms): void {
  writer.u8(FORMAT).u8(keyPolicyNumber(terms.policy)).u8(terms.suiteIds.length);
  for (const id of terms.suiteIds) writer.u16(id);
}

function readTerms(reader: ByteReader): HandshakeTerms {
  if (reader.u8() !== FORMAT) throw reader.malformed('its format is unknown');
  const policy = keyPolicyByNumber(reader.u8());
  if (policy === undefined) throw reader.malformed('its policy is unknown');
  const count = reader.u8();
  if (count === 0 || count > MAX_SUITES) throw reader.malformed('the number of suites is out of range');
  return { policy, suiteIds: Array.from({ length: count }, () => reader.u16()) };
}

/** Writes `k u8 | k x ( source len16 | key ID len16 )`. */
export function writeKeyReferences(writer: ByteWriter, keys: readonly SharedKeyReference[]): void {
  writer.u8(keys.length);
  for (const key of keys) writer.bytes16(utf8(key.source)).bytes16(utf8(key.keyId));
}

/** Reads what {@link writeKeyReferences} writes. Throws `MALFORMED` for more than {@link MAX_SHARED_KEYS}, or a key named twice. */
export function readKeyReferences(reader: ByteReader): SharedKeyReference[] {
  const count = reader.u8();
  if (count > MAX_SHARED_KEYS) throw reader.malformed('it names too many keys');
  const keys = Array.from({ length: count }, () => ({
    source: readText(reader, MAX_SOURCE_BYTES),
    keyId: readText(reader, MAX_KEY_ID_BYTES),
  }));
  if (new Set(keys.map((key) => JSON.stringify([key.source, key.keyId]))).size !== count) {
    throw reader.malformed('it names a key twice');
  }
  return keys;
}

function readText(reader: ByteReader, maxBytes: number): string {
  const unverified = reader.bytes16(maxBytes);
  try {
    return utf8Text(unverified);
  } catch {
    throw reader.malformed('a name is not UTF-8');
  }
}
