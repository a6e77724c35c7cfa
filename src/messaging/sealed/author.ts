import type { ByteReader } from '../../base/index.ts';
import { QForgeError } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { type DeviceIdentity, identitySchemeNumber, identitySchemeOf, peerIdOf } from '../../handshake/index.ts';

/** A signing identity: who writes messages and publishes prekeys. */
export interface Author {
  readonly peerId: string;
  /** Number of the signature scheme. spec/handshake §2.1 */
  readonly scheme: number;
  readonly publicKey: Uint8Array;
  readonly signatureBytes: number;
  sign(message: Uint8Array, context: Uint8Array): Uint8Array;
}

/** An identity that something claims to be from. */
export interface ClaimedAuthor {
  readonly peerId: string;
  readonly signatureBytes: number;
  verify(message: Uint8Array, unverifiedSignature: Uint8Array, context: Uint8Array): boolean;
}

/** The signing half of an identity. Throws `SIGNING_KEY_AWAY` where it is kept offline. */
export function authorOf(identity: DeviceIdentity, backend: CryptoBackend): Author {
  const { peerId, certificate, signingSecret } = identity;
  if (signingSecret === undefined) throw new QForgeError('SIGNING_KEY_AWAY', { peer: peerId });
  const scheme = backend.signature(certificate.identityKey.algorithm);
  const key = scheme.fromSecret(signingSecret.expose());
  return {
    peerId,
    scheme: identitySchemeNumber(scheme.name),
    publicKey: key.publicKey.bytes,
    signatureBytes: scheme.signatureBytes,
    sign: (message, context) => key.sign(message, context),
  };
}

//  | scheme u8 | identity key, by the scheme |

/** Reads who something claims to be from. Throws `MALFORMED`, `CRYPTO_KEY_INVALID`. */
export function readAuthor(reader: ByteReader, backend: CryptoBackend): ClaimedAuthor {
  const name = identitySchemeOf(reader.u8());
  if (name === undefined) throw reader.malformed('its signature scheme is unknown');
  const scheme = backend.signature(name);
  const key = scheme.importPublicKey(reader.bytes(scheme.publicKeyBytes).slice());
  return {
    peerId: peerIdOf(key, backend),
    signatureBytes: scheme.signatureBytes,
    verify: (message, signature, context) => key.verify(message, signature, context),
  };
}
