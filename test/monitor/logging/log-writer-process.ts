import { silentMetrics, systemClock } from '../../../src/base/index.ts';
import { LogWriter } from '../../../src/monitor/logging/log-writer.ts';
import { RotatingFile } from '../../../src/monitor/logging/rotating-file.ts';
import { StructuredLogger } from '../../../src/monitor/logging/structured-logger.ts';

// Logs numbers for ever, and says after each flush how far everything is with the operating system, until it is killed.
const [path = ''] = process.argv.slice(2);
const plan = { maxBytes: 20_000, everyMs: 86_400_000, keepFiles: 1_000_000 };
const writer = new LogWriter({
  file: RotatingFile.open(path, plan, systemClock),
  clock: systemClock,
  metrics: silentMetrics,
});
const logger = StructuredLogger.create({ sink: writer, clock: systemClock });
for (let number = 0; ; ) {
  for (const end = number + 50; number < end; number += 1) logger.log('info', 'system', 'counted', { number });
  await writer.flush();
  process.stdout.write(`${number}\n`);
}
