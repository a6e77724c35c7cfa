// Waits to be interrupted: argument 1 is the kind of command, `done`, `stubborn` for a task or
// `stuck` for a service that does not end by itself.
import { setTimeout as delay } from 'node:timers/promises';
import { Interruption } from '../../src/cli/interruption.ts';

const [, , kind = ''] = process.argv;
const interruption =
  kind === 'stuck' ? new Interruption('service', 100) : new Interruption(kind === 'service' ? 'service' : 'task');
if (kind === 'done') interruption.countsAsDone();
const alive = setInterval(() => undefined, 1000);
process.stdout.write('waiting\n');
await interruption.wait();
process.stdout.write('ending\n');
await delay(kind.startsWith('stu') ? 600_000 : 10);
process.stdout.write('ended\n');
clearInterval(alive);
