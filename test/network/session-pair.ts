import { createHash } from 'node:crypto';
import { type Clock, type Connection, defined, type QForgeError, SecretBytes } from '../../src/base/index.ts';
import { type CryptoBackend, cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { type KeyPolicy, RekeyChain } from '../../src/handshake/index.ts';
import { FRAME_TYPE } from '../../src/network/frame.ts';
import { type MemoryConnectionOptions, memoryConnectionPair } from '../../src/network/memory-connection.ts';
import { NO_ID } from '../../src/network/random-id.ts';
import { HELD_TURNS } from '../../src/network/record-limits.ts';
import { defaultRekeyLimits, type RekeyLimits } from '../../src/network/rekey-limits.ts';
import { SecureSession, type SecureSessionParts, type SessionOwner } from '../../src/network/secure-session.ts';
import type { SessionHello } from '../../src/network/session-hello.ts';
import type { SharedKeyTerms } from '../../src/network/shared-key-terms.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { CountingBuffers } from './counting-buffers.ts';

const suite = defined(cipherSuites[0], 'a suite');
const EMPTY = new Uint8Array(0);

/** What a side without state says first. */
export const plainHello: SessionHello = {
  messageWindowBytes: 1_000_000,
  streamWindowBytes: 1_000_000,
  channelId: 'cc'.repeat(16),
  outboundId: NO_ID,
  inboundId: NO_ID,
  received: 0,
  taken: 0,
};

/** Remembers what a session reports; messages as text. */
export class RecordingOwner implements SessionOwner {
  readonly messages: string[] = [];
  readonly events: string[] = [];
  readonly rekeys: number[] = [];
  confirmed = false;
  over = false;
  failure: QForgeError | undefined;
  onMessageText: (text: string) => void = () => undefined;

  hello(): SessionHello {
    return plainHello;
  }

  onFinished(): void {
    this.confirmed = true;
  }

  /** Whether it says that it keeps what it is given. */
  keeps = false;
  /** What it was given last, not copied. */
  lastBody: Uint8Array | undefined;

  onMessage(body: Uint8Array): boolean {
    this.lastBody = body;
    const text = Buffer.from(body).toString();
    this.messages.push(text);
    this.onMessageText(text);
    return this.keeps;
  }

  onFragment(body: Uint8Array): boolean {
    this.lastBody = body;
    this.events.push(`fragment of ${body.length}`);
    return this.keeps;
  }

  onAck(number: number): void {
    this.events.push(`ack ${number}`);
  }

  onResume(number: number): void {
    this.events.push(`resume ${number}`);
  }

  onStreamOpen(stream: number): void {
    this.events.push(`open ${stream}`);
  }

  onStreamData(stream: number, body: Uint8Array): void {
    this.events.push(`data ${stream}: ${body.length}`);
  }

  onStreamEnd(stream: number): void {
    this.events.push(`end ${stream}`);
  }

  onStreamReset(stream: number, reason: string): void {
    this.events.push(`reset ${stream}: ${reason}`);
  }

  onStreamCredit(stream: number, bytes: number): void {
    this.events.push(`credit ${stream}: ${bytes}`);
  }

  onPong(): void {
    this.events.push('pong');
  }

  onRekeyed(sharedKeyCount: number): void {
    this.rekeys.push(sharedKeyCount);
  }

  onRecordEnd(): void {
    // Nothing to acknowledge.
  }

  onUncongested(): void {
    this.events.push('uncongested');
  }

  onOver(failure: QForgeError | undefined): void {
    this.over = true;
    this.failure = failure;
  }
}

/** One end of a session without a handshake, whose root both ends know. */
export class SessionEnd {
  readonly owner = new RecordingOwner();
  readonly session: SecureSession;

  constructor(parts: SecureSessionParts) {
    this.session = new SecureSession(parts, this.owner);
    parts.connection.attach(this.session);
  }

  say(text: string): void {
    this.session.send(FRAME_TYPE.message, EMPTY, Buffer.from(text));
  }
}

/** How a pair is made; all but the clock optional. */
export interface SessionPairOptions {
  readonly clock: Clock;
  readonly backend?: CryptoBackend;
  readonly connection?: MemoryConnectionOptions;
  readonly limits?: Partial<RekeyLimits>;
  readonly policy?: KeyPolicy;
  readonly sharedKeys?: readonly [Partial<SharedKeyTerms>, Partial<SharedKeyTerms>];
  /** Comes between the initiator and the network. */
  readonly between?: (connection: Connection) => Connection;
}

/** Both ends of one session. */
export interface SessionPair {
  readonly initiator: SessionEnd;
  readonly responder: SessionEnd;
  readonly buffers: CountingBuffers;
  readonly chains: readonly [RekeyChain, RekeyChain];
}

function chainOf(backend: CryptoBackend): RekeyChain {
  return new RekeyChain({
    backend,
    suite,
    root: SecretBytes.take(createHash('sha512').update('a root').digest()),
    handshakeHash: createHash('sha512').update('a handshake').digest(),
    initiatorEndpoint: 'sae-a',
    responderEndpoint: 'sae-b',
  });
}

/** Two ends over a connection in memory, not started. */
export function sessionPair(options: SessionPairOptions): SessionPair {
  const { clock, backend = nativeBackend, policy = 'require-pqc' } = options;
  const [near, far] = memoryConnectionPair(options.connection ?? {}, 'memory://b', 'memory://a');
  const buffers = new CountingBuffers();
  const chains = [chainOf(backend), chainOf(backend)] as const;
  const partsOf = (role: 'initiator' | 'responder', connection: Connection): SecureSessionParts => {
    const index = role === 'initiator' ? 0 : 1;
    const peerId = role === 'initiator' ? 'qf1b' : 'qf1a';
    return {
      role,
      connection,
      peerId,
      suite,
      backend,
      buffers,
      clock,
      chain: chains[index],
      random: backend.random,
      limits: { ...defaultRekeyLimits, ...options.limits },
      sharedKeys: {
        keySource: undefined,
        policy,
        peerId,
        peerPolicy: policy,
        peerEndpoint: '',
        ...options.sharedKeys?.[index],
      },
    };
  };
  const initiator = new SessionEnd(partsOf('initiator', options.between?.(near) ?? near));
  const responder = new SessionEnd(partsOf('responder', far));
  return { initiator, responder, buffers, chains };
}

/** A clock that stands still, but for what is to happen after the input of this turn. */
export class SteppedClock extends ManualClock {
  override schedule(delayMs: number, callback: () => void): { cancel: () => void } {
    if (delayMs > 0) return super.schedule(delayMs, callback);
    const immediate = setImmediate(callback);
    return { cancel: () => clearImmediate(immediate) };
  }
}

/** Lets every promise settle that can. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Starts both ends and waits until they have confirmed each other. */
export async function startedPair(options: SessionPairOptions): Promise<SessionPair> {
  const pair = sessionPair(options);
  pair.initiator.session.start(plainHello);
  await settle();
  return pair;
}

/** As many turns as a writer holds a record back while time stands still, and some for an answer to an answer. */
export async function settle(): Promise<void> {
  for (let count = 0; count < HELD_TURNS + 8; count += 1) await turn();
}
