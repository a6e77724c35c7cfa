import { type Clock, type Connection, type KeySource, systemClock } from '../../src/base/index.ts';
import { nativeBackend, type SecurityLevel } from '../../src/crypto/index.ts';
import { CertificateCache, type DeviceIdentity, generateIdentity, type KeyPolicy } from '../../src/handshake/index.ts';
import { SessionChannel } from '../../src/network/channel.ts';
import {
  type HandshakeResult,
  type HandshakeSetup,
  runInitiator,
  runResponder,
} from '../../src/network/handshake-runner.ts';
import { type MemoryConnectionOptions, memoryConnectionPair } from '../../src/network/memory-connection.ts';
import type { GatherBuffers } from '../../src/network/packet-assembler.ts';
import { deriveRecordKeys } from '../../src/network/record-keys.ts';

/** Buffers that count what is out, so that a test can see that everything came back. */
export class CountingBuffers implements GatherBuffers {
  inUse = 0;
  largestBytes = 0;

  acquire(bytes: number): Uint8Array {
    this.largestBytes = Math.max(this.largestBytes, bytes);
    this.inUse += 1;
    return new Uint8Array(bytes);
  }

  release(): void {
    this.inUse -= 1;
  }
}

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
  /** Comes between the two ends: what the network does to the bytes. */
  readonly between?: (connection: Connection) => Connection;
}

/** Both ends of one channel, and the buffers they share. */
export interface ChannelPair {
  readonly initiator: SessionChannel;
  readonly responder: SessionChannel;
  readonly buffers: CountingBuffers;
}

/** One side's setup. */
export function setupOf(identity: DeviceIdentity, buffers: GatherBuffers, options: PairOptions = {}): HandshakeSetup {
  return {
    backend: nativeBackend,
    identity,
    policy: options.policy ?? 'require-pqc',
    keySource: undefined,
    certificates: new CertificateCache(nativeBackend),
    clock: options.clock ?? systemClock,
    buffers,
    timeoutMs: 10_000,
  };
}

/** Two channels that have confirmed each other, over a connection in memory. */
export async function channelPair(options: PairOptions = {}): Promise<ChannelPair> {
  const buffers = new CountingBuffers();
  const [here, there] = memoryConnectionPair(options.connection ?? {}, 'memory://bob', 'memory://alice');
  const near = options.between === undefined ? here : options.between(here);
  const aliceSetup = { ...setupOf(alice, buffers, options), keySource: options.keySources?.[0] };
  const bobSetup = { ...setupOf(bob, buffers, options), keySource: options.keySources?.[1] };
  const [initiator, responder] = await Promise.all([
    runInitiator(near, bob.peerId, aliceSetup).then((result) => startChannel(near, result, aliceSetup)),
    runResponder(there, bobSetup, () => Promise.resolve()).then((result) => startChannel(there, result, bobSetup)),
  ]);
  await Promise.all([initiator.confirmed, responder.confirmed]);
  return { initiator, responder, buffers };
}

function startChannel(connection: Connection, result: HandshakeResult, setup: HandshakeSetup): SessionChannel {
  const { established, packets, handshakeMs } = result;
  const { role, peerId, suite } = established;
  const keys = deriveRecordKeys(established, setup.backend);
  const { buffers, clock } = setup;
  const quantumKeys = 'none';
  const channel = new SessionChannel({
    connection,
    keys,
    role,
    peerId,
    suite,
    handshakeMs,
    quantumKeys,
    buffers,
    clock,
  });
  packets.handOver(channel.session);
  channel.session.start();
  return channel;
}
