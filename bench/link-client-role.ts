import type { Json } from './child-process.ts';
import { type ContestantName, contestants } from './contestants.ts';
import type { Link, LinkDialler } from './link.ts';
import type { Figures } from './paired-runs.ts';
import { processorMs } from './processor-time.ts';
import { profiling } from './profiling.ts';
import type { Role } from './roles.ts';
import { median, quantile } from './statistics.ts';

/** When the sender sends: all at once, one in each turn of the event loop, or one in each microtask. */
export type SendPattern = 'burst' | 'turn' | 'microtask';

interface TransferPlan {
  readonly messageBytes: number;
  readonly count: number;
  readonly pattern: SendPattern;
}

/** The sending end: makes connections, sends, and measures by its own clock until the other end has answered. */
export function linkClientRole(): Role {
  let dialler: LinkDialler | undefined;
  let link: Link | undefined;
  let onAnswer: (message: Uint8Array) => void = () => undefined;

  const theDialler = (): LinkDialler => present(dialler);
  const theLink = (): Link => present(link);

  return {
    dial: async (argument) => {
      const { contestant, credentials, address } = argument as {
        contestant: ContestantName;
        credentials: Json;
        address: string;
      };
      dialler = await (await contestants[contestant]()).dial(credentials, address);
      return null;
    },
    handshakes: (argument) => {
      const { count, atOnce } = argument as { count: number; atOnce: number };
      return handshakes(theDialler(), count, atOnce);
    },
    processorMs: () => processorMs(),
    ...profiling(),
    open: async () => {
      link = await theDialler().connect(0);
      link.onMessage((message) => onAnswer(message));
      return null;
    },
    transfer: (argument) => {
      const answered = Promise.withResolvers<void>();
      onAnswer = () => answered.resolve();
      return transfer(theLink(), argument as unknown as TransferPlan, answered.promise);
    },
    pingPong: (argument) => {
      const { messageBytes, count } = argument as { messageBytes: number; count: number };
      return pingPong(theLink(), messageBytes, count, (handler) => {
        onAnswer = handler;
      });
    },
  };
}

async function handshakes(dialler: LinkDialler, count: number, atOnce: number): Promise<Figures> {
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  const startCpuMs = processorMs();
  let begun = 0;
  const worker = async (slot: number): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const beginMs = performance.now();
      const link = await dialler.connect(slot);
      latenciesMs.push(performance.now() - beginMs);
      await link.close();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, slot) => worker(slot)));
  const perSecond = (1000 * count) / (performance.now() - startMs);
  const usedMs = processorMs() - startCpuMs;
  return { perSecond, p50Ms: median(latenciesMs), p99Ms: quantile(latenciesMs, 0.99), processorMs: usedMs };
}

async function transfer(link: Link, plan: TransferPlan, answered: Promise<void>): Promise<Figures> {
  const message = new Uint8Array(plan.messageBytes).fill(0x5a);
  const pause = pauses[plan.pattern];
  const startMs = performance.now();
  for (let sent = 0; sent < plan.count; sent++) {
    if (!link.send(message)) await link.ready();
    if (pause !== undefined) await pause();
  }
  link.flush();
  await answered;
  const seconds = (performance.now() - startMs) / 1000;
  return { messagesPerSecond: plan.count / seconds, bytesPerSecond: (plan.count * plan.messageBytes) / seconds };
}

const pauses: Readonly<Record<SendPattern, (() => Promise<void>) | undefined>> = {
  burst: undefined,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  microtask: () => Promise.resolve(),
};

async function pingPong(
  link: Link,
  messageBytes: number,
  count: number,
  setOnAnswer: (handler: () => void) => void,
): Promise<Figures> {
  const message = new Uint8Array(messageBytes).fill(0x5a);
  const latenciesUs: number[] = [];
  const done = Promise.withResolvers<void>();
  let sentAtMs = 0;
  const ping = (): void => {
    sentAtMs = performance.now();
    link.send(message);
    link.flush();
  };
  setOnAnswer(() => {
    latenciesUs.push(1000 * (performance.now() - sentAtMs));
    if (latenciesUs.length < count) ping();
    else done.resolve();
  });
  ping();
  await done.promise;
  return { p50Us: median(latenciesUs), p99Us: quantile(latenciesUs, 0.99) };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('dial and open come first');
  return value;
}
