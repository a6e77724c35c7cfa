import { defined, systemClock } from '../../base/index.ts';
import { formatBytes } from '../byte-count.ts';
import { formatDuration, formatSpan } from '../duration.ts';
import { columnsOf } from '../terminal.ts';
import type { DemoStage } from './demo-stage.ts';

const BEAT_EVERY_MS = 1000;
const BEAT_BYTES = 64;

/** Sends a message a second and shows live counters in one line, until `signal` aborts. Throws `DEMO_FAILED`. */
export async function beat(stage: DemoStage, signal: AbortSignal): Promise<void> {
  const caller = stage.first('caller');
  const startMs = systemClock.monotonicMs();
  while (!signal.aborted) {
    const { roundTripsMs } = await caller.process.ask('exchange', { count: 1, bytes: BEAT_BYTES });
    const traffic = await caller.process.ask('traffic', null);
    const line = [
      `up ${formatSpan(systemClock.monotonicMs() - startMs)}`,
      `${traffic.messagesOut} messages`,
      `tx ${formatBytes(traffic.txBytes)}`,
      `rx ${formatBytes(traffic.rxBytes)}`,
      `round trip ${formatDuration(defined(roundTripsMs[0], 'the round trip of one message'))}`,
      'Ctrl-C ends',
    ].join('  ');
    process.stderr.write(`\r\x1b[K${line.slice(0, columnsOf(process.stderr) - 1)}`);
    await pause(BEAT_EVERY_MS, signal);
  }
  process.stderr.write('\n');
}

/** Waits, or less long when `signal` aborts. */
async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  const pending = systemClock.schedule(delayMs, end, { holdsProcess: true });
  signal.addEventListener('abort', end);
  await promise;
  signal.removeEventListener('abort', end);
  pending.cancel();
}
