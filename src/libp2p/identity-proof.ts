import { publicKeyFromProtobuf, publicKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PeerId, PrivateKey, PublicKey } from '@libp2p/interface';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { ByteReader, ByteWriter, equalPublicBytes, isQForgeError, QForgeError, utf8 } from '../base/index.ts';
import type { HandshakeRole } from '../handshake/index.ts';

const LABEL = utf8('qforge libp2p identity v1');

/** What one identity of libp2p states of one session. spec/libp2p §3 */
export interface SessionStatement {
  /** Of the one who states it. */
  readonly role: HandshakeRole;
  /** Hash of everything that was exchanged: of this session alone. */
  readonly handshakeHash: Uint8Array;
  /** Whom the initiator has found at the other end; the responder does not know yet. */
  readonly peer: PeerId | undefined;
}

//  | identity key len16, libp2p's protobuf | signature, the rest |                              spec/libp2p §3

/** Proves that the holder of an identity takes part in this session. */
export async function writeIdentityProof(privateKey: PrivateKey, statement: SessionStatement): Promise<Uint8Array> {
  const { publicKey } = privateKey;
  const signature = await privateKey.sign(signedBytes(statement, peerIdFromPublicKey(publicKey)));
  const key = publicKeyToProtobuf(publicKey);
  return new ByteWriter().u16(key.length).bytes(key).bytes(signature).finish();
}

/**
 * Who takes part in this session, by its proof. `statement` is what that side must have stated.
 *
 * Rejects with `HANDSHAKE_FAILED`.
 */
export async function readIdentityProof(unverified: Uint8Array, statement: SessionStatement): Promise<PeerId> {
  const { publicKey, peer, signature } = decodeIdentityProof(unverified);
  if (!(await verifies(publicKey, signedBytes(statement, peer), signature)))
    throw new QForgeError('HANDSHAKE_FAILED', { peer: peer.toString() });
  return peer;
}

/** Takes a proof apart; nothing in it is proved yet. Throws `HANDSHAKE_FAILED`. */
export function decodeIdentityProof(unverified: Uint8Array): {
  readonly publicKey: PublicKey;
  readonly peer: PeerId;
  readonly signature: Uint8Array;
} {
  try {
    const reader = new ByteReader(unverified, 'The identity proof');
    const key = reader.bytes(reader.u16());
    const signature = reader.rest();
    if (signature.length === 0) throw reader.malformed('it has no signature');
    const publicKey = publicKeyFromProtobuf(key);
    if (!equalPublicBytes(publicKeyToProtobuf(publicKey), key))
      throw reader.malformed('its key is written another way');
    return { publicKey, peer: peerIdFromPublicKey(publicKey), signature };
  } catch (error) {
    // Whatever libp2p's own decoders throw is the peer's fault as well.
    const cause = isQForgeError(error)
      ? error
      : new QForgeError('MALFORMED', { what: 'The identity proof', reason: 'its key is none' }, { cause: error });
    throw new QForgeError('HANDSHAKE_FAILED', { peer: 'the peer' }, { cause });
  }
}

/** libp2p's keys throw, reject or say false for what is wrong with a signature. */
async function verifies(publicKey: PublicKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    return await publicKey.verify(message, signature);
  } catch {
    return false;
  }
}

function signedBytes({ role, handshakeHash, peer }: SessionStatement, signer: PeerId): Uint8Array {
  const own = signer.toMultihash().bytes;
  const other = peer?.toMultihash().bytes ?? new Uint8Array(0);
  return new ByteWriter()
    .bytes(LABEL)
    .u8(role === 'initiator' ? 1 : 2)
    .bytes(handshakeHash)
    .u16(own.length)
    .bytes(own)
    .u16(other.length)
    .bytes(other)
    .finish();
}
