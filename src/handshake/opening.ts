import { ByteReader, ByteWriter, concatBytes, QForgeError, utf8 } from '../base/index.ts';
import { type CipherSuite, type CryptoBackend, cipherSuiteById, type Hash } from '../crypto/index.ts';
import { COOKIE_BYTES } from './cookie-mint.ts';
import { parsePeerId } from './peer-id.ts';

/** Version of everything on the wire. */
export const WIRE_VERSION = 2;

/** The handshake patterns of the product. spec/handshake §4 */
export type QForgePattern = 'XXpsk4' | 'IKpsk2';

const MAGIC = 0x5146; // "QF"
const MAC_BYTES = 16;
const HEADER_BYTES = 6;
const NO_COOKIE = new Uint8Array(0);
const MAC_KEY_DOMAIN = utf8('qforge opening mac v1');
const PROLOGUE_DOMAIN = utf8('qforge handshake v1');
const WITH_COOKIE = 0x80;

const MAX_MAC_KEYS = 1024;
const macKeys = new Map<string, Uint8Array>();
const patternNumbers: Readonly<Record<QForgePattern, number>> = { XXpsk4: 1, IKpsk2: 2 };

/** What an opening announces in the clear. */
export interface OpeningHeader {
  readonly pattern: QForgePattern;
  readonly suite: CipherSuite;
  /** What a responder under load has asked for. */
  readonly cookie?: Uint8Array;
}

/** An opening whose MAC was right: its sender knows the responder's PeerId. */
export interface Opening extends OpeningHeader {
  readonly noiseMessage: Uint8Array;
}

//  | "QF" | wire u8 | pattern u8 | suite u16 | cookie 16, if the pattern has 0x80 set | Noise message 1 | MAC 16 |
//  spec/handshake §4.1

/** Wraps the first Noise message for the responder of this PeerId. */
export function encodeOpening(opening: Opening, responderPeerId: string, backend: CryptoBackend): Uint8Array {
  const covered = new ByteWriter(HEADER_BYTES + COOKIE_BYTES + opening.noiseMessage.length)
    .u16(MAGIC)
    .u8(WIRE_VERSION)
    .u8(patternByte(opening))
    .u16(opening.suite.id)
    .bytes(opening.cookie ?? NO_COOKIE)
    .bytes(opening.noiseMessage)
    .finish();
  return concatBytes(covered, openingMac(covered, responderPeerId, backend));
}

/**
 * Checks the MAC, then the header, of the first packet.
 *
 * Throws `HANDSHAKE_FAILED`: whoever sent this does not know our PeerId or speaks another version.
 */
export function decodeOpening(unverified: Uint8Array, ownPeerId: string, backend: CryptoBackend): Opening {
  try {
    return decodeChecked(unverified, ownPeerId, backend);
  } catch (error) {
    throw new QForgeError('HANDSHAKE_FAILED', { peer: 'an unknown peer' }, { cause: error });
  }
}

function decodeChecked(unverified: Uint8Array, ownPeerId: string, backend: CryptoBackend): Opening {
  const reader = new ByteReader(unverified, 'The opening');
  const covered = reader.bytes(Math.max(HEADER_BYTES, unverified.length - MAC_BYTES));
  const mac = reader.bytes(MAC_BYTES);
  if (!backend.equalSecrets(mac, openingMac(covered, ownPeerId, backend))) throw reader.malformed('its MAC is wrong');

  const header = new ByteReader(covered, 'The opening');
  if (header.u16() !== MAGIC || header.u8() !== WIRE_VERSION) throw header.malformed('its version is unknown');
  const unverifiedPattern = header.u8();
  const hasCookie = unverifiedPattern >= WITH_COOKIE;
  const patternNumber = unverifiedPattern % WITH_COOKIE;
  const pattern = (['XXpsk4', 'IKpsk2'] as const).find((name) => patternNumbers[name] === patternNumber);
  if (pattern === undefined) throw header.malformed('its pattern is unknown');
  const suite = cipherSuiteById(header.u16());
  const cookie = hasCookie ? { cookie: header.bytes(COOKIE_BYTES) } : {};
  return { pattern, suite, ...cookie, noiseMessage: header.rest() };
}

function patternByte({ pattern, cookie }: OpeningHeader): number {
  return patternNumbers[pattern] + (cookie === undefined ? 0 : WITH_COOKIE);
}

function openingMac(covered: Uint8Array, responderPeerId: string, backend: CryptoBackend): Uint8Array {
  const sha256 = backend.hash('SHA-256');
  return sha256.hmac(openingMacKey(responderPeerId, sha256), covered).subarray(0, MAC_BYTES);
}

/** The same for every opening to one responder. */
function openingMacKey(responderPeerId: string, sha256: Hash): Uint8Array {
  const known = macKeys.get(responderPeerId);
  if (known !== undefined) return known;
  const key = sha256.digest(MAC_KEY_DOMAIN, parsePeerId(responderPeerId));
  if (macKeys.size >= MAX_MAC_KEYS) macKeys.clear();
  macKeys.set(responderPeerId, key);
  return key;
}

/** What both sides put into the transcript before the first message. spec/handshake §4.2 */
export function handshakePrologue(header: OpeningHeader, responderPeerId: string): Uint8Array {
  return new ByteWriter()
    .bytes(PROLOGUE_DOMAIN)
    .u8(WIRE_VERSION)
    .u8(patternByte(header))
    .u16(header.suite.id)
    .bytes(parsePeerId(responderPeerId))
    .bytes(header.cookie ?? NO_COOKIE)
    .finish();
}
