import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What others may do with whatever of a folder is in sight. */
const OTHERS = 0o077;

/*
 * Looks at a folder again and again, as fast as it can, as long as it is wanted: at its sockets, and at the folders in it, which hide theirs
 * as long as nobody else can enter them. Tells every socket or folder that others could use once, and each new name of a socket that they could not.
 */
const [, , folder = ''] = process.argv;
const told = new Set<string>();

function tell(what: string): void {
  if (told.has(what)) return;
  told.add(what);
  process.send?.(what);
}

function look(): void {
  for (const name of readdirSync(folder)) {
    const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (found === undefined || !(found.isSocket() || found.isDirectory())) continue;
    if ((found.mode & OTHERS) !== 0) tell(`open ${name}`);
    else if (found.isSocket()) tell(`private ${name}`);
  }
}

function lookOn(): void {
  for (let times = 0; times < 200; times += 1) look();
  if (process.connected) setImmediate(lookOn);
}

process.send?.('watching');
lookOn();
