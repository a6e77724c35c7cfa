import {
  type Clock,
  type Connection,
  isQForgeError,
  type KeySource,
  type Logger,
  type MetricsSink,
  QForgeError,
  type SecuritySignalSink,
  type Tracer,
} from '../base/index.ts';
import { RekeyChain } from '../handshake/index.ts';
import type { QuantumKeyKind } from './channel.ts';
import { type ChannelOfSession, ChannelSession, type SessionFacts } from './channel-session.ts';
import type { HandshakeResult, HandshakeSetup } from './handshake-runner.ts';
import type { GatherBuffers } from './packet-assembler.ts';
import { recordFaultOf } from './peer-observer.ts';
import { firstRecordRoot } from './record-keys.ts';
import type { RekeyLimits } from './rekey-limits.ts';
import type { SecureSessionParts } from './secure-session.ts';
import { sourceOf } from './source-address.ts';
import type { WriteTuning } from './write-tuning.ts';

/** What sessions are opened with. */
export interface SessionOpenerParts {
  readonly setup: HandshakeSetup;
  readonly buffers: GatherBuffers;
  readonly tuning?: WriteTuning;
  readonly rekeyLimits: RekeyLimits;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly signals?: SecuritySignalSink;
  readonly tracer?: Tracer | undefined;
}

/** A finished handshake of this connection, from which a session is made. */
export type Handshake = () => Promise<HandshakeResult>;

/** A connection on its way to a confirmed session. */
interface Unconfirmed {
  session: ChannelSession | undefined;
  readonly done: PromiseWithResolvers<void>;
}

/** Brings new connections to confirmed sessions, within the time of a handshake. spec/handshake §8 */
export class SessionOpener {
  readonly #parts: SessionOpenerParts;
  /** Connections without confirmed keys yet, in both roles. */
  readonly #unconfirmed = new Map<Connection, Unconfirmed>();
  #closed = false;

  constructor(parts: SessionOpenerParts) {
    this.#parts = parts;
  }

  /**
   * Drops what has no session yet, and whatever comes later. A session is closed as any other: its initiator takes the channel for open already, and
   * would wait for this side's return. Resolves when those are over. spec/records §4
   */
  async close(): Promise<void> {
    this.#closed = true;
    const farewells: Promise<unknown>[] = [];
    for (const [connection, { session, done }] of this.#unconfirmed) {
      if (session === undefined) {
        connection.destroy();
      } else {
        session.close();
        farewells.push(done.promise);
      }
    }
    await Promise.all(farewells);
  }

  /** Resolves when the peer has confirmed its keys, and the session is part of its channel. Drops the connection on failure. */
  async open(
    connection: Connection,
    role: 'initiator' | 'responder',
    shakeHands: Handshake,
    channelOf: ChannelOfSession,
  ): Promise<ChannelSession> {
    if (this.#closed) connection.destroy();
    this.#assertRunning();
    const opening: Unconfirmed = { session: undefined, done: Promise.withResolvers<void>() };
    this.#unconfirmed.set(connection, opening);
    let peerId: string | undefined;
    try {
      const result = await shakeHands();
      ({ peerId } = result.sharedKeys);
      const session = await this.#confirmedSession(connection, result, channelOf, opening);
      this.#countSuccess(session, result.sharedKeys.peerId);
      return session;
    } catch (error) {
      this.#countFailure(role, error);
      if (role === 'responder') this.#signalFailure(connection, error, peerId);
      this.#assertRunning();
      throw error;
    } finally {
      this.#unconfirmed.delete(connection);
      opening.done.resolve();
    }
  }

  async #confirmedSession(
    connection: Connection,
    result: HandshakeResult,
    channelOf: ChannelOfSession,
    opening: Unconfirmed,
  ): Promise<ChannelSession> {
    const { packets, handshakeMs, sharedKeys, answer } = result;
    const facts = factsOf(result, connection, this.#clock);
    const parts = this.#sessionParts(connection, result);
    const session = new ChannelSession(parts, facts, channelOf);
    opening.session = session;
    packets.handOver(session.connectionHandler);
    session.start(answer);
    await this.#confirmed(session, sharedKeys.peerId, handshakeMs);
    if (result.keySource === undefined) this.#reportMissingKey(sharedKeys.peerId);
    return session;
  }

  #sessionParts(connection: Connection, result: HandshakeResult): SecureSessionParts {
    const { established, sharedKeys } = result;
    const { setup, buffers, tuning, rekeyLimits, tracer } = this.#parts;
    const { backend, clock } = setup;
    const { role, peerId, suite } = established;
    const ownEndpoint = setup.keySource?.localEndpoint ?? '';
    const chain = new RekeyChain({
      backend,
      suite,
      root: firstRecordRoot(established, backend),
      handshakeHash: established.handshakeHash,
      initiatorEndpoint: role === 'initiator' ? ownEndpoint : sharedKeys.peerEndpoint,
      responderEndpoint: role === 'initiator' ? sharedKeys.peerEndpoint : ownEndpoint,
    });
    established[Symbol.dispose]();
    const { random } = backend;
    const records = { limits: rekeyLimits, buffers, tuning, tracer };
    return { connection, role, peerId, suite, backend, chain, sharedKeys, clock, random, ...records };
  }

  async #confirmed(session: ChannelSession, peerId: string, handshakeMs: number): Promise<void> {
    const { timeoutMs } = this.#parts.setup;
    const deadline = this.#clock.schedule(Math.max(0, timeoutMs - handshakeMs), () =>
      session.abort(new QForgeError('HANDSHAKE_TIMEOUT', { peer: peerId, afterMs: timeoutMs })),
    );
    try {
      await session.confirmed;
    } finally {
      deadline.cancel();
    }
  }

  get #clock(): Clock {
    return this.#parts.setup.clock;
  }

  #countSuccess({ role, facts }: ChannelSession, peerId: string): void {
    const { metrics } = this.#parts;
    metrics.count('qforge_handshakes_total', 1, { role, result: 'ok' });
    metrics.observe('qforge_handshake_seconds', facts.handshakeMs / 1000, { role });
    this.#parts.signals?.({ type: 'handshake-finished', peer: peerId, durationMs: facts.handshakeMs });
  }

  #countFailure(role: 'initiator' | 'responder', error: unknown): void {
    const code = isQForgeError(error) ? error.code : 'INTERNAL';
    this.#parts.metrics.count('qforge_handshakes_total', 1, { role, result: code });
    // Who was turned away has proved who it is, and its owner may be about to ask why.
    const isUnwelcome = isQForgeError(error, 'PEER_UNKNOWN') || isQForgeError(error, 'PEER_NOT_TRUSTED');
    const peer = isUnwelcome && role === 'responder' ? { peer: error.details.peer } : {};
    this.#parts.logger.log('warn', 'security', 'handshake failed', { role, code, ...peer });
  }

  /** What the gate has dropped is no failure of its own; nor is a device that is shut down. */
  #signalFailure({ remoteAddress }: Connection, error: unknown, peerId: string | undefined): void {
    const { signals } = this.#parts;
    if (signals === undefined || this.#closed || isQForgeError(error, 'HANDSHAKE_SHED')) return;
    // Records are under the keys of the handshake: somebody who has proved who he is, or is on the path, is at fault and no stranger.
    const fault = peerId === undefined ? undefined : recordFaultOf(peerId, error);
    if (fault !== undefined) return signals(fault);
    const source = sourceOf(remoteAddress);
    const wantsOtherSuite = error instanceof Error && isQForgeError(error.cause, 'SUITE_UNKNOWN');
    if (wantsOtherSuite) signals({ type: 'suite-refused', source });
    else signals({ type: 'handshake-failed', source, code: isQForgeError(error) ? error.code : 'INTERNAL' });
  }

  /** spec/handshake §6: where keys could have been shared, their absence is logged and counted. */
  #reportMissingKey(peerId: string): void {
    const { setup, metrics, logger } = this.#parts;
    if (setup.keySource === undefined) return;
    metrics.count('qforge_channels_without_shared_key_total', 1);
    logger.log('warn', 'security', 'channel without a shared key', { peer: peerId });
  }

  #assertRunning(): void {
    if (this.#closed) throw new QForgeError('CHANNEL_CLOSED', { peer: 'any peer' });
  }
}

function factsOf(result: HandshakeResult, connection: Connection, clock: Clock): SessionFacts {
  return {
    suite: result.established.suite,
    remoteAddress: connection.remoteAddress,
    handshakeMs: result.handshakeMs,
    quantumKeys: quantumKeyKind(result.keySource),
    establishedAtMs: clock.wallMs(),
  };
}

function quantumKeyKind(keySource: KeySource | undefined): QuantumKeyKind {
  if (keySource === undefined) return 'none';
  return keySource.simulated ? 'simulated' : 'hardware';
}
