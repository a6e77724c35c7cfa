import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentMetrics, systemClock } from '../src/base/index.ts';
import { defaultRotation, LogWriter, openRotatingFile, StructuredLogger } from '../src/monitor/index.ts';
import { processorMs } from './processor-time.ts';

/** What one line takes of the processors, in microseconds. */
export interface LogLineTime {
  /** From `log` to the file, by way of everything. */
  readonly ourUs: number;
  /** Only to turn the same record into JSON. */
  readonly stringifyUs: number;
}

const PEER = 'qf1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0jqgfzyv';

/** Logs so many lines to a file, a thousand in a turn, and turns the same records into JSON. */
export async function timeLogLine(lines: number): Promise<LogLineTime> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-bench-log-'));
  const file = openRotatingFile(join(folder, 'app.log'), defaultRotation, systemClock);
  const sink = new LogWriter({ file, clock: systemClock, metrics: silentMetrics });
  const logger = StructuredLogger.create({ sink, clock: systemClock });
  const started = processorMs();
  for (let line = 0; line < lines; line += 1) {
    logger.log('info', 'network', 'channel open', { peer: PEER, role: 'initiator', line });
    if (line % 1000 === 999) await sink.flush();
  }
  await sink.close();
  const ourUs = ((processorMs() - started) * 1000) / lines;
  rmSync(folder, { recursive: true });
  return { ourUs, stringifyUs: timeStringify(lines) };
}

function timeStringify(lines: number): number {
  const started = processorMs();
  let characters = 0;
  for (let line = 0; line < lines; line += 1) {
    const time = new Date().toISOString();
    const record = { time, level: 'info', category: 'network', message: 'channel open', fields: { peer: PEER, line } };
    characters += JSON.stringify(record).length;
  }
  // The sum keeps the work from being left out.
  return characters > 0 ? ((processorMs() - started) * 1000) / lines : Number.NaN;
}
