import { type MessageStream, type PeerId, type PrivateKey, UnexpectedPeerError } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { type ByteStream, byteStream } from '@libp2p/utils';
import { ByteWriter, QForgeError, utf8 } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { type HandshakeRole, NoiseHandshake, type NoiseProtocol, parseNoiseProtocol } from '../handshake/index.ts';
import { drained } from './drained.ts';
import { readIdentityProof, writeIdentityProof } from './identity-proof.ts';
import { KeyChain } from './key-chain.ts';

/** The protocol that two nodes agree on before the first byte of it. */
export const HYBRID_PROTOCOL = '/qforge/hybrid/1.0.0';

/** The longest packet of a handshake: room for the identity of an RSA key of 8,192 bits. spec/libp2p §2 */
export const MAX_HANDSHAKE_PACKET_BYTES = 4096;

/** What a peer may send ahead of the end of a handshake. */
const MAX_AHEAD_BYTES = 1_048_576;

const HEADER_BYTES = 2;
const CHAIN_BYTES = 32;
let protocol: NoiseProtocol | undefined;

/** One handshake to be run. */
export interface SessionParts {
  readonly connection: MessageStream;
  readonly role: HandshakeRole;
  readonly privateKey: PrivateKey;
  readonly backend: CryptoBackend;
  /** Who must be at the other end, if that is known. */
  readonly expectedPeer: PeerId | undefined;
  readonly signal: AbortSignal;
}

/** What a handshake ends in. */
export interface Session {
  readonly peer: PeerId;
  readonly send: KeyChain;
  readonly receive: KeyChain;
}

/**
 * Agrees on keys with the other end and learns who that is. The connection is free for records afterwards. spec/libp2p §2, §3
 *
 * Rejects with libp2p's `UnexpectedPeerError` for another peer than the one expected, with `HANDSHAKE_FAILED`, and with what the
 * connection or the signal fails with.
 */
export async function runHandshake(parts: SessionParts): Promise<Session> {
  const packets = new HandshakePackets(parts.connection, parts.signal);
  const keys = await agreeOnKeys(packets, parts);
  try {
    const prove = parts.role === 'initiator' ? proveAsInitiator : proveAsResponder;
    return { ...keys, peer: await prove(packets, keys, parts) };
  } catch (error) {
    keys.send[Symbol.dispose]();
    keys.receive[Symbol.dispose]();
    throw error;
  }
}

/** What both sides have once they share secrets, and know nothing of each other. */
interface SessionKeys {
  readonly send: KeyChain;
  readonly receive: KeyChain;
  readonly handshakeHash: Uint8Array;
}

/** `-> e ; <- ekem, e, ee`. spec/libp2p §2 */
async function agreeOnKeys(packets: HandshakePackets, { role, backend }: SessionParts): Promise<SessionKeys> {
  protocol ??= parseNoiseProtocol('Noise_hybridNN_25519+MLKEM768_AESGCM_SHA512');
  using noise = new NoiseHandshake({ protocol, role, backend, prologue: utf8(HYBRID_PROTOCOL) });
  while (!noise.isComplete) {
    if (noise.turn === 'write') await packets.write(noise.writeMessage());
    else noise.readMessage(await packets.read());
  }
  const chainOf = (side: HandshakeRole): KeyChain =>
    new KeyChain(noise.exportSecret(`qforge libp2p ${side} v1`, CHAIN_BYTES), backend);
  const [forward, backward] = [chainOf('initiator'), chainOf('responder')];
  const { handshakeHash } = noise;
  return role === 'initiator'
    ? { send: forward, receive: backward, handshakeHash }
    : { send: backward, receive: forward, handshakeHash };
}

/** The initiator says who it is only to the one it has found. */
async function proveAsInitiator(
  packets: HandshakePackets,
  { send, receive, handshakeHash }: SessionKeys,
  { privateKey, expectedPeer }: SessionParts,
): Promise<PeerId> {
  const unverified = openProof(receive, await packets.read());
  packets.release();
  const peer = await readIdentityProof(unverified, { role: 'responder', handshakeHash, peer: undefined });
  requirePeer(expectedPeer, peer);
  const proof = await writeIdentityProof(privateKey, { role: 'initiator', handshakeHash, peer });
  await packets.write(sealProof(send, proof));
  return peer;
}

async function proveAsResponder(
  packets: HandshakePackets,
  { send, receive, handshakeHash }: SessionKeys,
  { privateKey, expectedPeer }: SessionParts,
): Promise<PeerId> {
  const proof = await writeIdentityProof(privateKey, { role: 'responder', handshakeHash, peer: undefined });
  await packets.write(sealProof(send, proof));
  const unverified = openProof(receive, await packets.read());
  packets.release();
  const own = peerIdFromPrivateKey(privateKey);
  const peer = await readIdentityProof(unverified, { role: 'initiator', handshakeHash, peer: own });
  requirePeer(expectedPeer, peer);
  return peer;
}

function requirePeer(expected: PeerId | undefined, actual: PeerId): void {
  if (expected === undefined || expected.equals(actual)) return;
  const { details, message } = new QForgeError('PEER_ID_MISMATCH', {
    expected: expected.toString(),
    actual: actual.toString(),
  });
  throw Object.assign(new UnexpectedPeerError(message), { code: 'PEER_ID_MISMATCH', details });
}

function sealProof(keys: KeyChain, proof: Uint8Array): Uint8Array {
  const { key, nonce } = keys.current;
  const sealed = key.seal(nonce, proof);
  keys.advance();
  return sealed;
}

function openProof(keys: KeyChain, unverified: Uint8Array): Uint8Array {
  const { key, nonce } = keys.current;
  try {
    const proof = key.open(nonce, unverified);
    keys.advance();
    return proof;
  } catch (error) {
    throw new QForgeError('HANDSHAKE_FAILED', { peer: 'the peer' }, { cause: error });
  }
}

/** The packets of a handshake on a connection: `length u16 || body`. */
class HandshakePackets {
  readonly #bytes: ByteStream<MessageStream>;
  readonly #connection: MessageStream;
  readonly #signal: AbortSignal;

  constructor(connection: MessageStream, signal: AbortSignal) {
    this.#bytes = byteStream(connection, { maxBufferSize: MAX_AHEAD_BYTES });
    this.#connection = connection;
    this.#signal = signal;
  }

  /** The next packet; its length is checked before it is waited for. Rejects with `HANDSHAKE_FAILED`, and as the connection does. */
  async read(): Promise<Uint8Array> {
    const signal = this.#signal;
    const header = await this.#bytes.read({ bytes: HEADER_BYTES, signal });
    const length = header.getUint16(0);
    if (length === 0 || length > MAX_HANDSHAKE_PACKET_BYTES) {
      const cause = new QForgeError('MALFORMED', {
        what: 'The handshake packet',
        reason: 'its length is out of range',
      });
      throw new QForgeError('HANDSHAKE_FAILED', { peer: 'the peer' }, { cause });
    }
    return (await this.#bytes.read({ bytes: length, signal })).subarray();
  }

  async write(packet: Uint8Array): Promise<void> {
    const framed = new ByteWriter(HEADER_BYTES + packet.length).u16(packet.length).bytes(packet).finish();
    this.#signal.throwIfAborted();
    if (!this.#connection.send(framed)) await drained(this.#connection, this.#signal);
  }

  /** Nothing more is read: what has come already is the next reader's. */
  release(): void {
    this.#bytes.unwrap();
  }
}
