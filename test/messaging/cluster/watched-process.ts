import { spawn } from 'node:child_process';
import { ServerWatchdog } from '../../../src/messaging/cluster/server-watchdog.ts';

/** Starts two processes that sleep and a watchdog over them, prints the three pids, and stays. `[FOLDER]` is removed with them. */
const [folder] = process.argv.slice(2);
const sleepers = [1, 2].map(() => spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }));
const pids = sleepers.map(({ pid }) => pid ?? 0);
const watchdog = new ServerWatchdog(folder);
// The second watch takes over from the first.
watchdog.watch(pids.slice(0, 1));
watchdog.watch(pids);
process.stdout.write(`${JSON.stringify([...pids, watchdog.pid])}\n`);
setInterval(() => undefined, 60_000);
