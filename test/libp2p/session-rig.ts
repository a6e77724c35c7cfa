import { generateKeyPair } from '@libp2p/crypto/keys';
import type { MessageStream, MultiaddrConnection, PeerId, PrivateKey, SecuredConnection } from '@libp2p/interface';
import { defaultLogger } from '@libp2p/logger';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { multiaddrConnectionPair } from '@libp2p/utils';
import type { MetricsSink } from '../../src/base/index.ts';
import { hybridEncrypter } from '../../src/libp2p/index.ts';

/** An identity of libp2p. */
export interface Party {
  readonly privateKey: PrivateKey;
  readonly peerId: PeerId;
}

async function newParty(): Promise<Party> {
  const privateKey = await generateKeyPair('Ed25519');
  return { privateKey, peerId: peerIdFromPrivateKey(privateKey) };
}

export const [alice, bob, mallory] = await Promise.all([newParty(), newParty(), newParty()]);

/** Both ends of a connection in memory: the initiator's, the responder's. */
export function connectionPair(): readonly [MultiaddrConnection, MultiaddrConnection] {
  return multiaddrConnectionPair();
}

/** Secures one end. */
export function secure(
  role: 'initiator' | 'responder',
  connection: MessageStream,
  { privateKey }: Party,
  options: { readonly remotePeer?: PeerId; readonly signal?: AbortSignal; readonly metrics?: MetricsSink } = {},
): Promise<SecuredConnection> {
  const { metrics, ...rest } = options;
  const encrypter = hybridEncrypter(metrics === undefined ? {} : { metrics })({ privateKey, logger: defaultLogger() });
  return role === 'initiator' ? encrypter.secureOutbound(connection, rest) : encrypter.secureInbound(connection, rest);
}

/** Alice has called bob, over a connection in memory. */
export async function securedPair(): Promise<{
  readonly initiator: MessageStream;
  readonly responder: MessageStream;
  readonly wires: readonly [MultiaddrConnection, MultiaddrConnection];
}> {
  const wires = connectionPair();
  const [initiator, responder] = await Promise.all([
    secure('initiator', wires[0], alice, { remotePeer: bob.peerId }),
    secure('responder', wires[1], bob),
  ]);
  return { initiator: initiator.connection, responder: responder.connection, wires };
}

/** Everything a stream brings until its peer ends it. Rejects as the stream fails. */
export async function readAll(stream: MessageStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk.subarray().slice());
  return Buffer.concat(chunks);
}

/** Why a stream closed; undefined for a proper end. */
export function closeOf(stream: MessageStream): Promise<Error | undefined> {
  return new Promise((resolve) => {
    stream.addEventListener('close', ({ error }) => resolve(error), { once: true });
  });
}
