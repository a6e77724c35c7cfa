import { HistoryFile } from '../../../src/monitor/trends/history-file.ts';

/** Adds moments without end, and prints the number of each that is in the file. */
const file = HistoryFile.open(process.argv[2] ?? '');
for (let moment = 1; ; moment += 1) {
  const values = new Map([
    ['first', moment],
    ['second', -moment],
  ]);
  file.add(1_800_000_000_000 + moment * 10_000, values);
  process.stdout.write(`${moment}\n`);
  if (moment % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
}
