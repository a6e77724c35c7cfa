import type { SurveyedProcess } from '../daemon/index.ts';
import { formatRate } from './byte-count.ts';
import { formatSpan } from './duration.ts';
import { printableText } from './printable-text.ts';
import { sparkline } from './sparkline.ts';

/** Rates that are kept for the lines of bars. */
export const RATES_KEPT = 240;

/** What goes through one process in a second. */
export interface ProcessRates {
  readonly bytesPerSecond: number;
  readonly messagesPerSecond: number;
}

interface Look {
  readonly atMs: number;
  readonly bytes: number;
  readonly messages: number;
}

const TITLE_WIDTH = 10;
const VALUE_WIDTH = 12;
/** Narrower, the bars would say nothing. */
const LEAST_BARS = 8;

/** Turns what processes say of themselves, look by look, into rates. Channels that closed between two looks count no more. */
export class TopRates {
  readonly #looks = new Map<number, Look>();
  readonly #rates = new Map<number, ProcessRates[]>();

  /** Takes a look; `atMs` is monotonic time. */
  take(processes: readonly SurveyedProcess[], atMs: number): void {
    for (const found of processes)
      if (!('problem' in found)) this.#takeOne(found.pid, lookOf(found.status.peers, atMs));
    const alive = new Set(processes.map(({ pid }) => pid));
    for (const pid of this.#looks.keys()) if (!alive.has(pid)) this.#forget(pid);
  }

  /** The rates of a process so far, oldest first; none before the second look. */
  of(pid: number): readonly ProcessRates[] {
    return this.#rates.get(pid) ?? [];
  }

  #takeOne(pid: number, look: Look): void {
    const before = this.#looks.get(pid);
    this.#looks.set(pid, look);
    if (before === undefined || look.atMs <= before.atMs) return;
    const perSecond = (now: number, then: number): number =>
      (Math.max(0, now - then) * 1000) / (look.atMs - before.atMs);
    const rates = this.#rates.get(pid) ?? [];
    rates.push({
      bytesPerSecond: perSecond(look.bytes, before.bytes),
      messagesPerSecond: perSecond(look.messages, before.messages),
    });
    this.#rates.set(pid, rates.slice(-RATES_KEPT));
  }

  #forget(pid: number): void {
    this.#looks.delete(pid);
    this.#rates.delete(pid);
  }
}

function lookOf(
  peers: readonly {
    readonly rxBytes: number;
    readonly txBytes: number;
    readonly messagesIn: number;
    readonly messagesOut: number;
  }[],
  atMs: number,
): Look {
  return {
    atMs,
    bytes: peers.reduce((sum, { rxBytes, txBytes }) => sum + rxBytes + txBytes, 0),
    messages: peers.reduce((sum, { messagesIn, messagesOut }) => sum + messagesIn + messagesOut, 0),
  };
}

/** The lines of the view, none wider than the terminal. */
export function topLines(processes: readonly SurveyedProcess[], rates: TopRates, columns: number): readonly string[] {
  if (processes.length === 0) return ['nothing is running'];
  return processes.flatMap((found) => processLines(found, rates, columns)).map((line) => line.slice(0, columns));
}

function processLines(found: SurveyedProcess, rates: TopRates, columns: number): readonly string[] {
  const title = `${found.command} (process ${found.pid})`;
  if ('problem' in found) return [`${title}  ${printableText(found.problem.message)}`, ''];
  const { status, health } = found;
  const known = rates.of(found.pid);
  const last = known.at(-1);
  const row = (name: string, value: string, values: readonly number[]): string => {
    const bars = columns - TITLE_WIDTH - VALUE_WIDTH - 4;
    return `  ${name.padEnd(TITLE_WIDTH)}${value.padStart(VALUE_WIDTH)}  ${bars < LEAST_BARS ? '' : sparkline(values, bars)}`.trimEnd();
  };
  const ill = health.checks
    .filter((check) => check.status !== 'healthy')
    .map(({ name, detail }) => `  ${name}: ${detail}`);
  return [
    `${title}  ${health.status}, up ${formatSpan(status.uptimeMs)}, ${status.peers.length} ${status.peers.length === 1 ? 'peer' : 'peers'}`,
    ...ill.map(printableText),
    row(
      'traffic',
      last === undefined ? '-' : formatRate(last.bytesPerSecond),
      known.map(({ bytesPerSecond }) => bytesPerSecond),
    ),
    row(
      'messages',
      last === undefined ? '-' : `${last.messagesPerSecond.toFixed(0)}/s`,
      known.map(({ messagesPerSecond }) => messagesPerSecond),
    ),
    ...status.peers.map((peer) =>
      printableText(`  ${peer.name ?? peer.peerId}  ${peer.state}, ${peer.suite}, qkd ${peer.quantumKeys}`),
    ),
    '',
  ];
}
