import { connect, type Socket } from 'node:net';
import { nativeBackend } from '../../src/crypto/index.ts';
import { CertificateCache, CHALLENGE_BYTES, decodeChallenge, initiate } from '../../src/handshake/index.ts';
import type { Role } from '../roles.ts';
import { identityOf, identityText } from './hostile-identity.ts';
import { hostilePeerCommands } from './hostile-peer.ts';
import { sourceAddress, type Target, targetOf } from './loopback.ts';

const AT_ONCE = 200;
const OPENING_BYTES = 1254;
const HEADER_BYTES = 2;

interface CrowdPlan {
  readonly address: string;
  readonly count: number;
  readonly sources: number;
}

/** Sockets that an attacker holds, with what became of them. */
interface Crowd {
  readonly sockets: Set<Socket>;
  readonly livedMs: number[];
  drip?: NodeJS.Timeout;
}

/** Whoever wants the victim to stop serving others. */
export function attackerRole(): Role {
  let crowd: Crowd = { sockets: new Set(), livedMs: [] };
  const gather = async (argument: unknown): Promise<number> => {
    crowd = { sockets: new Set(), livedMs: [] };
    await gatherCrowd(crowd, argument as CrowdPlan);
    return crowd.sockets.size;
  };
  return {
    silent: gather,
    slow: async (argument) => {
      const gathered = await gather(argument);
      crowd.drip = drip(crowd.sockets);
      return gathered;
    },
    crowd: () => ({ open: crowd.sockets.size, longestMs: Math.max(0, ...crowd.livedMs) }),
    disperse: () => {
      clearInterval(crowd.drip);
      for (const socket of crowd.sockets) socket.destroy();
      return null;
    },
    connects: (argument) => {
      const { address, sources, ms } = argument as unknown as CrowdPlan & { ms: number };
      return untilOver(ms, sources, (source) => connectOnce(targetOf(address), source));
    },
    openings: (argument) => openings(argument as unknown as FloodPlan),
    headers: (argument) => {
      const { address, headers } = argument as unknown as { address: string; headers: readonly string[] };
      return refusedHeaders(targetOf(address), headers);
    },
    ...hostilePeerCommands(),
  };
}

async function gatherCrowd(crowd: Crowd, { address, count, sources }: CrowdPlan): Promise<void> {
  const target = targetOf(address);
  for (let begun = 0; begun < count; begun += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - begun) }, (_, index) =>
      joinCrowd(crowd, target, sourceAddress((begun + index) % sources)),
    );
    await Promise.all(batch);
  }
}

/** One more socket; resolves when it is connected or refused. */
function joinCrowd(crowd: Crowd, target: Target, localAddress: string): Promise<void> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const socket = connect({ ...target, localAddress });
    crowd.sockets.add(socket);
    socket.on('connect', resolve);
    socket.on('error', () => resolve());
    socket.on('close', () => {
      crowd.sockets.delete(socket);
      crowd.livedMs.push(performance.now() - startMs);
      resolve();
    });
    socket.resume();
  });
}

/** The length of an opening, then a byte of it each second. */
function drip(sockets: ReadonlySet<Socket>): NodeJS.Timeout {
  for (const socket of sockets) socket.write(Uint8Array.of(OPENING_BYTES >> 8, OPENING_BYTES & 255));
  return setInterval(() => {
    for (const socket of sockets) socket.write(Uint8Array.of(0x51));
  }, 1000);
}

/** Does it again and again until the time is over, from each source in turn. */
async function untilOver(
  ms: number,
  sources: number,
  once: (source: string) => Promise<void>,
): Promise<{ times: number }> {
  const endMs = performance.now() + ms;
  let times = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < endMs) {
      times += 1;
      await once(sourceAddress(times % sources));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { times };
}

function connectOnce(target: Target, localAddress: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ ...target, localAddress }, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

/** More than a gate remembers. */
const FRESH_OPENINGS = 8192;

interface FloodPlan {
  readonly address: string;
  readonly peerId: string;
  readonly sources: number;
  readonly ms: number;
  /** Whether challenges are answered by a new opening with the cookie. */
  readonly withCookie: boolean;
}

/** Openings with right MACs that nobody means to finish. */
async function openings(plan: FloodPlan): Promise<{ times: number; challenges: number; answers: number }> {
  const party = {
    backend: nativeBackend,
    identity: identityOf(identityText()),
    policy: 'require-pqc',
    endpoint: '',
    certificates: new CertificateCache(nativeBackend),
    responderPeerId: plan.peerId,
  } as const;
  const open = (cookie?: Uint8Array): Uint8Array =>
    initiate({ ...party, wallMs: Date.now(), ...(cookie === undefined ? {} : { cookie }) }).packet;
  // Fresh ones for as long as they are remembered: a recorded opening that comes again is called a replay.
  const pool: Uint8Array[] = [];
  let next = 0;
  const opening = (): Uint8Array => {
    const packet = pool[next] ?? open();
    pool[next] = packet;
    next = (next + 1) % FRESH_OPENINGS;
    return packet;
  };
  const seen = { challenges: 0, answers: 0 };
  const once = (localAddress: string): Promise<void> =>
    new Promise((resolve) => {
      const recorded = opening();
      const socket = connect({ ...targetOf(plan.address), localAddress }, () => socket.write(framed(recorded)));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.on('data', (bytes: Buffer) => {
        const packet = bytes.subarray(HEADER_BYTES);
        if (packet.length !== CHALLENGE_BYTES) {
          seen.answers += 1;
          socket.destroy();
          return;
        }
        seen.challenges += 1;
        const cookie = decodeChallenge(packet, recorded, plan.peerId, nativeBackend);
        if (plan.withCookie) socket.write(framed(open(cookie)));
        else socket.destroy();
      });
    });
  const { times } = await untilOver(plan.ms, plan.sources, once);
  return { times, ...seen };
}

function framed(packet: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(packet.length >> 8, packet.length & 255), packet]);
}

/** How many of these first bytes (in hex) the victim closes on, without an answer. */
async function refusedHeaders(target: Target, headers: readonly string[]): Promise<{ refused: number }> {
  let refused = 0;
  for (const header of headers) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(target, () => socket.write(Buffer.from(header, 'hex')));
      const giveUp = setTimeout(() => socket.destroy(new Error('it was kept')), 1500);
      let failed = false;
      socket.on('data', () => (failed = true));
      socket.on('error', (error) => (failed ||= error.message === 'it was kept'));
      socket.on('close', () => {
        clearTimeout(giveUp);
        resolve(failed);
      });
    });
    if (!answered) refused += 1;
  }
  return { refused };
}
