/**
 * Gives the pool of kme-a new keys in a process of its own: `POOL NUMBER`. It kills itself as `kill -9` would, right before the step of that
 * number: a statement that SQLite carries out, or a call that changes names of files. Prints how many steps it had, if it lives.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { PoolKeyFile } from '../../../src/qkd/kme/pool-key-file.ts';

const [path = '', number] = process.argv.slice(2);
let steps = 0;

type Method = (this: unknown, ...values: unknown[]) => unknown;

function countCalls(owner: object, name: string): void {
  const original = Reflect.get(owner, name) as Method;
  const counted: Method = function count(...values) {
    steps += 1;
    if (steps === Number(number)) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, values);
  };
  Reflect.set(owner, name, counted);
}

countCalls(DatabaseSync.prototype, 'exec');
countCalls(StatementSync.prototype, 'run');
for (const name of ['open', 'link', 'rename', 'unlink']) countCalls(fs, name);
syncBuiltinESMExports();
const keyFile = new PoolKeyFile(`${path}.pool-key`);
await KmeDatabase.rekey(path, { kme: 'kme-a', keyFile, wallMs: 2 }, 'same');
process.stdout.write(`${steps}\n`);
