import { ByteReader, ByteWriter } from '../base/index.ts';
import type { CipherSuite, CryptoBackend } from '../crypto/index.ts';
import { readKeyReferences, type SharedKeyReference, writeKeyReferences } from './handshake-payload.ts';

/** Fresh public keys of the initiator, and the shared keys it has taken for this rekey. spec/records §8 */
export interface RekeyOffer {
  readonly generation: number;
  readonly dh: Uint8Array;
  readonly kem: Uint8Array;
  readonly keys: readonly SharedKeyReference[];
}

/** The responder's answer. spec/records §8 */
export interface RekeyAnswer {
  readonly generation: number;
  readonly dh: Uint8Array;
  readonly kemCiphertext: Uint8Array;
}

//  | generation u32 | DH public key | KEM public key | k u8 | k x ( source len16 | key ID len16 ) |

/** The bytes of an offer, as the diagram above. */
export function encodeRekeyOffer(offer: RekeyOffer): Uint8Array {
  const writer = new ByteWriter(2048).u32(offer.generation).bytes(offer.dh).bytes(offer.kem);
  writeKeyReferences(writer, offer.keys);
  return writer.finish();
}

/** Throws `MALFORMED`. */
export function decodeRekeyOffer(unverified: Uint8Array, suite: CipherSuite, backend: CryptoBackend): RekeyOffer {
  const reader = new ByteReader(unverified, 'The rekey offer');
  const generation = reader.u32();
  const dh = reader.bytes(backend.diffieHellman(suite.dh).keyBytes);
  const kem = reader.bytes(backend.kem(suite.kem).publicKeyBytes);
  const keys = readKeyReferences(reader);
  reader.end();
  return { generation, dh, kem, keys };
}

//  | generation u32 | DH public key | KEM ciphertext |

/** The bytes of an answer, as the diagram above. */
export function encodeRekeyAnswer(answer: RekeyAnswer): Uint8Array {
  return new ByteWriter(2048).u32(answer.generation).bytes(answer.dh).bytes(answer.kemCiphertext).finish();
}

/** Throws `MALFORMED`. */
export function decodeRekeyAnswer(unverified: Uint8Array, suite: CipherSuite, backend: CryptoBackend): RekeyAnswer {
  const reader = new ByteReader(unverified, 'The rekey answer');
  const generation = reader.u32();
  const dh = reader.bytes(backend.diffieHellman(suite.dh).keyBytes);
  const kemCiphertext = reader.bytes(backend.kem(suite.kem).ciphertextBytes);
  reader.end();
  return { generation, dh, kemCiphertext };
}
