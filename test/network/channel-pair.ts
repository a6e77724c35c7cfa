import {
  type Clock,
  type Connection,
  type KeySource,
  type ListenerFailures,
  QForgeError,
  silentLogger,
  silentMetrics,
  systemClock,
} from '../../src/base/index.ts';
import { nativeBackend, type SecurityLevel } from '../../src/crypto/index.ts';
import { CertificateCache, type DeviceIdentity, generateIdentity, type KeyPolicy } from '../../src/handshake/index.ts';
import type { ChannelSession } from '../../src/network/channel-session.ts';
import type { Arrival, Guest } from '../../src/network/handshake-guest.ts';
import { HandshakePackets } from '../../src/network/handshake-packets.ts';
import {
  type HandshakeSetup,
  type ResponderOwner,
  runInitiator,
  runResponder,
} from '../../src/network/handshake-runner.ts';
import { type MemoryConnectionOptions, memoryConnectionPair } from '../../src/network/memory-connection.ts';
import type { GatherBuffers } from '../../src/network/packet-assembler.ts';
import { PeerChannel } from '../../src/network/peer-channel.ts';
import { randomId } from '../../src/network/random-id.ts';
import { defaultRekeyLimits, type RekeyLimits } from '../../src/network/rekey-limits.ts';
import { SessionOpener } from '../../src/network/session-opener.ts';
import { unnotedFailures } from '../base/noted-failures.ts';
import { CountingBuffers } from './counting-buffers.ts';

/** Alice calls Bob; both are made once, since keys cost time. */
export const alice: DeviceIdentity = generateIdentity(nativeBackend, 'high', Date.now());
/** Whom Alice calls. */
export const bob: DeviceIdentity = generateIdentity(nativeBackend, 'high', Date.now());

/** How a pair is made; all optional. */
export interface PairOptions {
  readonly connection?: MemoryConnectionOptions;
  readonly clock?: Clock;
  readonly level?: SecurityLevel;
  readonly policy?: KeyPolicy;
  readonly keySources?: readonly [KeySource | undefined, KeySource | undefined];
  readonly rekey?: Partial<RekeyLimits>;
  readonly failures?: ListenerFailures;
  /** Comes between the two ends: what the network does to the bytes. */
  readonly between?: (connection: Connection) => Connection;
}

/** Both ends of one channel, and the buffers they share. */
export interface ChannelPair {
  readonly initiator: PeerChannel;
  readonly responder: PeerChannel;
  /** The first session, at both ends. */
  readonly sessions: readonly [ChannelSession, ChannelSession];
  readonly buffers: CountingBuffers;
}

/** One side's setup. */
export function setupOf(identity: DeviceIdentity, options: PairOptions = {}): HandshakeSetup {
  return {
    backend: nativeBackend,
    identity,
    policy: options.policy ?? 'require-pqc',
    keySource: undefined,
    certificates: new CertificateCache(nativeBackend),
    clock: options.clock ?? systemClock,
    timeoutMs: 10_000,
  };
}

/** A guest that every door is open to. */
export const welcomeGuest: Guest = {
  challengeFor: () => undefined,
  turn: () => undefined,
  leave: () => undefined,
};

/** The first packet that comes over a connection, to a device that lets everyone in. */
export function arrivalOf(connection: Connection, clock: Clock, guest: Guest = welcomeGuest): Promise<Arrival> {
  return new Promise((resolve, reject) => {
    const sinceMs = clock.monotonicMs();
    const packets: HandshakePackets = new HandshakePackets(connection, {
      onFirstPacket: (unverifiedPacket) => resolve({ connection, packets, unverifiedPacket, guest, sinceMs }),
      onGone: () =>
        reject(new QForgeError('CONNECTION_LOST', { peer: connection.remoteAddress, reason: 'it said nothing' })),
    });
  });
}

/** Two channels that have confirmed each other, over a connection in memory. */
export async function channelPair(options: PairOptions = {}): Promise<ChannelPair> {
  const buffers = new CountingBuffers();
  const clock = options.clock ?? systemClock;
  const { failures = unnotedFailures } = options;
  const channelId = randomId(nativeBackend.random);
  const initiator = new PeerChannel({
    channelId,
    outboundId: 'a1'.repeat(16),
    role: 'initiator',
    peerId: bob.peerId,
    clock,
    failures,
  });
  const responder = new PeerChannel({
    channelId,
    outboundId: 'b2'.repeat(16),
    role: 'responder',
    peerId: alice.peerId,
    clock,
    failures,
  });
  const [near, far] = await connectPair(initiator, responder, buffers, options);
  return { initiator, responder, buffers, sessions: [near, far] };
}

/** Of a responder that welcomes everybody to this channel. */
function ownerOf(channel: PeerChannel): ResponderOwner {
  return { authorize: () => Promise.resolve(), helloFor: () => channel.hello() };
}

/** One more session of both channels, over a connection of its own. */
export async function connectPair(
  initiator: PeerChannel,
  responder: PeerChannel,
  buffers: GatherBuffers,
  options: PairOptions = {},
): Promise<[ChannelSession, ChannelSession]> {
  const [here, there] = memoryConnectionPair(options.connection ?? {}, 'memory://bob', 'memory://alice');
  const near = options.between === undefined ? here : options.between(here);
  const aliceSetup = { ...setupOf(alice, options), keySource: options.keySources?.[0] };
  const bobSetup = { ...setupOf(bob, options), keySource: options.keySources?.[1] };
  const openerOf = (setup: HandshakeSetup): SessionOpener =>
    new SessionOpener({
      setup,
      buffers,
      rekeyLimits: { ...defaultRekeyLimits, ...options.rekey },
      logger: silentLogger,
      metrics: silentMetrics,
    });
  return Promise.all([
    openerOf(aliceSetup).open(
      near,
      'initiator',
      () => runInitiator(near, initiator, aliceSetup),
      () => initiator,
    ),
    openerOf(bobSetup).open(
      there,
      'responder',
      async () => runResponder(await arrivalOf(there, bobSetup.clock), bobSetup, ownerOf(responder)),
      () => responder,
    ),
  ]);
}
