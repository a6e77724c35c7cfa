import {
  type Clock,
  type Connection,
  isQForgeError,
  type KeySource,
  QForgeError,
  type SecretBytes,
} from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import {
  type CertificateCache,
  type ChoosingKeys,
  type DeviceIdentity,
  type EstablishedHandshake,
  type FetchingKeys,
  type HandshakeParty,
  initiate,
  type KeyPolicy,
  type NamedSharedKey,
  respond,
  wantsSharedKey,
} from '../handshake/index.ts';
import { HandshakePackets } from './handshake-packets.ts';
import type { GatherBuffers } from './packet-assembler.ts';

/** From the first byte to the peer's confirmed keys. spec/handshake §8 */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** What this side brings to every handshake. */
export interface HandshakeSetup {
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly policy: KeyPolicy;
  /** Keys shared by other means, such as quantum key distribution. */
  readonly keySource: KeySource | undefined;
  readonly certificates: CertificateCache;
  readonly clock: Clock;
  readonly buffers: GatherBuffers;
  readonly timeoutMs: number;
}

/** A finished handshake and the connection it ran over. */
export interface HandshakeResult {
  readonly established: EstablishedHandshake;
  readonly packets: HandshakePackets;
  readonly handshakeMs: number;
  /** The source of the shared keys that were mixed in. */
  readonly keySource: KeySource | undefined;
}

/** Decides whether a peer that has proved its PeerId is welcome; throws a typed error if not. */
export type Authorize = (peerId: string) => Promise<void>;

/**
 * Runs the initiator's side over a new connection, which is dropped on failure.
 *
 * Rejects with `HANDSHAKE_REFUSED` if the other side closes without a word, `PEER_REFUSED` if it does so once it has proved who it is,
 * `HANDSHAKE_TIMEOUT`, and as the handshake's steps.
 */
export function runInitiator(
  connection: Connection,
  responderPeerId: string,
  setup: HandshakeSetup,
): Promise<HandshakeResult> {
  return timed(connection, responderPeerId, setup, async (packets) => {
    const opening = initiate({ ...partyOf(setup), responderPeerId });
    packets.send(opening.packet);
    const noAnswer = (): QForgeError =>
      new QForgeError('HANDSHAKE_REFUSED', { peer: responderPeerId, address: connection.remoteAddress });
    const choosing = opening.next.receive(await answer(packets, noAnswer));
    const introduction = choosing.send(await takeKeys(choosing, setup));
    packets.send(introduction.packet);
    const refused = (): QForgeError => new QForgeError('PEER_REFUSED', { peer: responderPeerId });
    return introduction.next.receive(await answer(packets, refused));
  });
}

/** Runs the responder's side over an accepted connection, which is dropped on failure. Rejects as the handshake's steps. */
export function runResponder(
  connection: Connection,
  setup: HandshakeSetup,
  authorize: Authorize,
): Promise<HandshakeResult> {
  return timed(connection, 'an unknown peer', setup, async (packets) => {
    const start = respond(partyOf(setup), await packets.receive());
    let fetching: FetchingKeys;
    if (start.pattern === 'IKpsk2') {
      fetching = start.next;
    } else {
      packets.send(start.packet);
      fetching = start.next.receive(await packets.receive());
    }
    await authorize(fetching.peer.peerId);
    const { packet, established } = fetching.send(await fetchKeys(fetching, setup));
    packets.send(packet);
    return established;
  });
}

async function timed(
  connection: Connection,
  peer: string,
  setup: HandshakeSetup,
  run: (packets: HandshakePackets) => Promise<EstablishedHandshake>,
): Promise<HandshakeResult> {
  const { clock, timeoutMs } = setup;
  const startedMs = clock.monotonicMs();
  const packets = new HandshakePackets(connection, setup.buffers);
  const expired = Promise.withResolvers<never>();
  const deadline = clock.schedule(timeoutMs, () => {
    const error = new QForgeError('HANDSHAKE_TIMEOUT', { peer, afterMs: timeoutMs });
    packets.abort(error);
    // Whoever is asked meanwhile, the owner or a source of keys, may never answer.
    expired.reject(error);
  });
  const running = run(packets);
  try {
    const established = await Promise.race([running, expired.promise]);
    const handshakeMs = clock.monotonicMs() - startedMs;
    const keySource = established.sharedKeys.length > 0 ? setup.keySource : undefined;
    return { established, packets, handshakeMs, keySource };
  } catch (error) {
    connection.destroy();
    void running.then(
      (late) => late[Symbol.dispose](),
      () => undefined,
    );
    throw error;
  } finally {
    deadline.cancel();
  }
}

/** The responder's next packet. A connection that just closes is how a responder refuses. */
async function answer(packets: HandshakePackets, refusal: () => QForgeError): Promise<Uint8Array> {
  try {
    return await packets.receive();
  } catch (error) {
    throw isQForgeError(error, 'CONNECTION_LOST') ? refusal() : error;
  }
}

function partyOf(setup: HandshakeSetup): HandshakeParty {
  const { backend, identity, policy, certificates, clock, keySource } = setup;
  return { backend, identity, policy, certificates, endpoint: keySource?.localEndpoint ?? '', wallMs: clock.wallMs() };
}

/** The initiator takes a fresh key where both sides have a source of keys; without one it goes on if both policies allow that. */
async function takeKeys(choosing: ChoosingKeys, setup: HandshakeSetup): Promise<NamedSharedKey[]> {
  const { keySource, policy } = setup;
  const { peer } = choosing;
  if (keySource === undefined || peer.endpoint === '') return [];
  try {
    const { keyId, key } = await keySource.nextKey(peer.endpoint);
    return [{ source: keySource.name, keyId, key }];
  } catch (error) {
    if (!choosing.wantsSharedKey) return [];
    const unmet = wantsSharedKey(policy) ? policy : peer.policy;
    throw new QForgeError('QKD_KEY_REQUIRED', { peer: peer.peerId, policy: unmet }, { cause: error });
  }
}

/** The responder gets the keys that the initiator named; a name from another source is a missing key. */
async function fetchKeys(fetching: FetchingKeys, setup: HandshakeSetup): Promise<NamedSharedKey[]> {
  const { keySource } = setup;
  const { peer } = fetching;
  const fetched: NamedSharedKey[] = [];
  for (const { source, keyId } of peer.keys) {
    if (keySource === undefined || source !== keySource.name) break;
    fetched.push({ source, keyId, key: await fetchKey(keySource, fetching, keyId, setup.policy) });
  }
  return fetched;
}

async function fetchKey(
  keySource: KeySource,
  { peer }: FetchingKeys,
  keyId: string,
  policy: KeyPolicy,
): Promise<SecretBytes> {
  try {
    return (await keySource.keyById(peer.endpoint, keyId)).key;
  } catch (error) {
    throw new QForgeError('QKD_KEY_REQUIRED', { peer: peer.peerId, policy }, { cause: error });
  }
}
