import {
  ByteReader,
  type Clock,
  type Connection,
  isQForgeError,
  type KeySource,
  QForgeError,
  type Tracing,
} from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import {
  type CertificateCache,
  type DeviceCertificate,
  type DeviceIdentity,
  decodeChallenge,
  type EstablishedHandshake,
  type FetchingKeys,
  failure,
  type HandshakeParty,
  type InitiatorOptions,
  type InitiatorStep,
  type IntroducedPeer,
  initiate,
  initiateWithCertificate,
  type KeyPolicy,
  type Opening,
  readOpening,
  respond,
} from '../handshake/index.ts';
import type { Arrival } from './handshake-guest.ts';
import { HandshakePackets } from './handshake-packets.ts';
import type { KnownPeers } from './known-peers.ts';
import {
  encodeSessionHello,
  encodeSessionRequest,
  readSessionHello,
  readSessionRequest,
  type SessionHello,
} from './session-hello.ts';
import { fetchSharedKeys, type SharedKeyTerms, takeSharedKeys } from './shared-key-terms.ts';

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
  readonly timeoutMs: number;
  /** Peers to meet in one round trip; default: none. */
  readonly knownPeers?: KnownPeers;
  /** What this handshake is a part of. */
  readonly tracing?: Tracing;
}

/** A finished handshake and the connection it ran over. */
export interface HandshakeResult {
  readonly established: EstablishedHandshake;
  readonly packets: HandshakePackets;
  readonly handshakeMs: number;
  /** The source of the shared keys that were mixed in. */
  readonly keySource: KeySource | undefined;
  /** On what terms later rekeys mix in more. */
  readonly sharedKeys: SharedKeyTerms;
  /** What a responder has said of the channel. */
  readonly answer: SessionHello | undefined;
}

/** The channel that an initiator wants a session of. */
export interface WantedChannel {
  readonly peerId: string;
  readonly channelId: string;
}

/** Decides whether a peer that has proved its PeerId is welcome; throws a typed error if not. */
export type Authorize = (peerId: string) => Promise<void>;

/** What a responder asks its owner. */
export interface ResponderOwner {
  readonly authorize: Authorize;
  /** What this side says of the channel that the peer wants. Throws `MALFORMED` for one that it cannot want. */
  helloFor(peerId: string, channelId: string): SessionHello;
}

/**
 * Runs the initiator's side over a new connection, which is dropped on failure.
 *
 * Rejects with `HANDSHAKE_REFUSED` if the other side closes without a word, `PEER_REFUSED` if it does so once it has proved who it is,
 * `HANDSHAKE_TIMEOUT`, and as the handshake's steps.
 */
export function runInitiator(
  connection: Connection,
  { peerId: responderPeerId, channelId }: WantedChannel,
  setup: HandshakeSetup,
): Promise<HandshakeResult> {
  const packets = new HandshakePackets(connection);
  const startedMs = setup.clock.monotonicMs();
  return timed({ connection, packets, peer: responderPeerId, startedMs }, setup, async () => {
    const options = { ...partyOf(setup), responderPeerId, word: encodeSessionRequest(channelId) };
    const noAnswer = (): QForgeError =>
      new QForgeError('HANDSHAKE_REFUSED', { peer: responderPeerId, address: connection.remoteAddress });
    const certificate = knownCertificate(setup, options);
    const established =
      certificate === undefined
        ? await introduce(packets, options, setup, noAnswer)
        : await open(packets, options, (again) => initiateWithCertificate(again, certificate), noAnswer);
    setup.knownPeers?.remember(established.peerCertificate);
    return established;
  });
}

/** The certificate for IKpsk2, which is for peers that share no keys: those are named after the peer has introduced itself. */
function knownCertificate(setup: HandshakeSetup, options: InitiatorOptions): DeviceCertificate | undefined {
  return setup.keySource === undefined ? setup.knownPeers?.recall(options.responderPeerId, options.wallMs) : undefined;
}

/** XXpsk4: all but the PeerId of the responder is learnt from its introduction. spec/handshake §4.3 */
async function introduce(
  packets: HandshakePackets,
  options: InitiatorOptions,
  setup: HandshakeSetup,
  noAnswer: () => QForgeError,
): Promise<EstablishedHandshake> {
  const choosing = await open(packets, options, initiate, noAnswer);
  const introduction = choosing.send(await takeSharedKeys(termsOf(setup, choosing.peer)));
  packets.send(introduction.packet);
  const refused = (): QForgeError => new QForgeError('PEER_REFUSED', { peer: options.responderPeerId });
  return introduction.next.receive(await answer(packets, refused));
}

/** Runs the responder's side from an arrival, whose connection is dropped on failure. Rejects as the handshake's steps. */
export function runResponder(arrival: Arrival, setup: HandshakeSetup, owner: ResponderOwner): Promise<HandshakeResult> {
  const { connection, packets, guest, sinceMs } = arrival;
  return timed({ connection, packets, peer: 'an unknown peer', startedMs: sinceMs }, setup, async () => {
    const party = partyOf(setup);
    const opening = await admittedOpening(arrival, party);
    await guest.turn();
    const start = respond(party, opening);
    let fetching: FetchingKeys;
    if (start.pattern === 'IKpsk2') {
      fetching = start.next;
    } else {
      packets.send(start.packet);
      const introduction = await packets.receive();
      await guest.turn();
      fetching = start.next.receive(introduction);
    }
    const { peerId, keys, word } = fetching.peer;
    const channelId = failure(peerId, () => readSessionRequest(word));
    await owner.authorize(peerId);
    const sharedKeys = await fetchSharedKeys(termsOf(setup, fetching.peer), keys);
    const hello = failure(peerId, () => owner.helloFor(peerId, channelId));
    const { packet, established } = fetching.send(sharedKeys, encodeSessionHello(hello));
    packets.send(packet);
    return established;
  });
}

/** A state that the responder's answer to an opening leads on from. */
interface AwaitingAnswer<Next> {
  receive(unverifiedPacket: Uint8Array): Next;
}

/** Sends an opening, again with a cookie if the responder asks for one: once, since it has no reason to ask twice. spec/handshake §4.5 */
async function open<Next>(
  packets: HandshakePackets,
  options: InitiatorOptions,
  begin: (options: InitiatorOptions) => InitiatorStep<AwaitingAnswer<Next>>,
  refusal: () => QForgeError,
): Promise<Next> {
  const opening = begin(options);
  packets.send(opening.packet);
  const packet = await answer(packets, refusal);
  const cookie = decodeChallenge(packet, opening.packet, options.responderPeerId, options.backend);
  if (cookie === undefined) return opening.next.receive(packet);
  const again = begin({ ...options, cookie });
  packets.send(again.packet);
  return again.next.receive(await answer(packets, refusal));
}

/** The first opening that the gate lets through; others are challenged, or end it. */
async function admittedOpening(arrival: Arrival, party: HandshakeParty): Promise<Opening> {
  const { packets, guest } = arrival;
  let { unverifiedPacket } = arrival;
  for (;;) {
    const opening = readOpening(party, unverifiedPacket);
    const challenge = guest.challengeFor(opening, unverifiedPacket);
    if (challenge === undefined) return opening;
    packets.send(challenge);
    unverifiedPacket = await packets.receive();
  }
}

interface TimedHandshake {
  readonly connection: Connection;
  readonly packets: HandshakePackets;
  /** For errors. */
  readonly peer: string;
  /** Monotonic time from which the deadline counts. */
  readonly startedMs: number;
}

async function timed(
  { connection, packets, peer, startedMs }: TimedHandshake,
  setup: HandshakeSetup,
  run: () => Promise<EstablishedHandshake>,
): Promise<HandshakeResult> {
  const { clock, timeoutMs } = setup;
  const { promise, resolve, reject } = Promise.withResolvers<EstablishedHandshake>();
  let isOver = false;
  const remainingMs = Math.max(0, startedMs + timeoutMs - clock.monotonicMs());
  const deadline = clock.schedule(remainingMs, () => {
    const error = new QForgeError('HANDSHAKE_TIMEOUT', { peer, afterMs: timeoutMs });
    isOver = true;
    packets.abort(error);
    // Whoever is asked meanwhile, the owner or a source of keys, may never answer.
    reject(error);
  });
  run().then((established) => (isOver ? established[Symbol.dispose]() : resolve(established)), reject);
  try {
    const established = await promise;
    const handshakeMs = clock.monotonicMs() - startedMs;
    const keySource = established.sharedKeys.length > 0 ? setup.keySource : undefined;
    const { peerId, peerPolicy, peerEndpoint } = established;
    const sharedKeys = { keySource: setup.keySource, policy: setup.policy, peerId, peerPolicy, peerEndpoint };
    return { established, packets, handshakeMs, keySource, sharedKeys, answer: answerIn(established) };
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    deadline.cancel();
  }
}

/** What a responder has said of the channel. Throws `HANDSHAKE_FAILED`. */
function answerIn({ role, peerId, peerWord }: EstablishedHandshake): SessionHello | undefined {
  if (role === 'responder') return undefined;
  return failure(peerId, () => readSessionHello(new ByteReader(peerWord, 'The answer to a handshake')));
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

function termsOf(setup: HandshakeSetup, peer: IntroducedPeer): SharedKeyTerms {
  const { keySource, policy, tracing } = setup;
  return { keySource, policy, peerId: peer.peerId, peerPolicy: peer.policy, peerEndpoint: peer.endpoint, tracing };
}
