/**
 * Opens the pool of kme-a in a process of its own: `POOL MOMENT NUMBER`. It kills itself as `kill -9` would, right before or
 * right after it has SQLite carry out a statement for the time of that number: `before 3`. Prints how many it had, if it lives.
 */
import { DatabaseSync } from 'node:sqlite';
import { openPool } from './kme-rig.ts';

const [path = '', moment, number] = process.argv.slice(2);
const original = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'exec')?.value as (sql: string) => void;
let calls = 0;
DatabaseSync.prototype.exec = function execOrDie(sql): void {
  calls += 1;
  if (calls === Number(number) && moment === 'before') process.kill(process.pid, 'SIGKILL');
  original.call(this, sql);
  if (calls === Number(number) && moment === 'after') process.kill(process.pid, 'SIGKILL');
};
await openPool(path);
process.stdout.write(`${calls}\n`);
