/**
 * A key manager in a process of its own: `CONFIG [MOMENT NUMBER]`. It kills itself as `kill -9` would, right before or
 * right after the COMMIT of that number: `before-commit 3`.
 */
import { DatabaseSync } from 'node:sqlite';
import { silentLogger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { readKmeConfig } from '../../../src/qkd/kme/kme-config.ts';
import { RunningKme } from '../../../src/qkd/kme/running-kme.ts';
import { seededSession } from './served-network.ts';

const [path = '', moment, number] = process.argv.slice(2);

function killAt(wantedMoment: string, wantedCommit: number): void {
  const original = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'exec')?.value as (sql: string) => void;
  let commits = 0;
  DatabaseSync.prototype.exec = function execOrDie(sql): void {
    if (sql === 'COMMIT') commits += 1;
    const isWanted = sql === 'COMMIT' && commits === wantedCommit;
    if (isWanted && wantedMoment === 'before-commit') process.kill(process.pid, 'SIGKILL');
    original.call(this, sql);
    if (isWanted && wantedMoment === 'after-commit') process.kill(process.pid, 'SIGKILL');
  };
}

const config = await readKmeConfig(path);
if (moment !== undefined) killAt(moment, Number(number));
await RunningKme.start(config, {
  clock: systemClock,
  logger: silentLogger,
  metrics: silentMetrics,
  sessionOf: () => seededSession(`process ${process.pid}`),
});
process.stdout.write('ready\n');
// Without its parent it is of no use.
process.stdin.on('end', () => process.exit()).resume();
