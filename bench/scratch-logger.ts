import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, silentMetrics, systemClock } from '../src/base/index.ts';
import { defaultRotation, LogWriter, openRotatingFile, StructuredLogger } from '../src/monitor/index.ts';

/** A logger at level info to a file that goes with the process. */
export function scratchLogger(): Logger {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-bench-log-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = openRotatingFile(join(folder, 'app.log'), defaultRotation, systemClock);
  const sink = new LogWriter({ file, clock: systemClock, metrics: silentMetrics });
  return StructuredLogger.create({ sink, clock: systemClock });
}
