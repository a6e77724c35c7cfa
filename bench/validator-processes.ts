import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReservedPorts } from '../src/network/index.ts';
import { foundNetwork, initValidator, writeNetworkFile } from '../src/validator/index.ts';
import { RoleProcess } from './child-process.ts';

const POLL_MS = 20;

/** What decisions of validators in processes of their own have cost. */
export interface ProcessDecisions {
  /** From proposal to approval, in milliseconds on the clock. */
  readonly wallMs: readonly number[];
  /** Processor time of all processes for one decision, in milliseconds. */
  readonly processorMs: number;
}

/** So many validators as processes of this machine, over real channels and disks: decisions one after the other, after some to warm up. */
export async function decideInProcesses(
  folder: string,
  count: number,
  runs: { readonly warmUps: number; readonly decisions: number },
): Promise<ProcessDecisions> {
  using reserved = await ReservedPorts.take(count);
  const folders = await foundIn(folder, reserved.ports);
  const processes = folders.map(() => new RoleProcess('validator'));
  try {
    await Promise.all(processes.map((process, index) => process.call('start', folders[index] ?? '')));
    for (const process of processes) {
      while (((await process.call('peers')) as number) < count - 1)
        await new Promise((done) => setTimeout(done, POLL_MS));
    }
    for (let run = 0; run < runs.warmUps; run++) await processes[run % count]?.call('decide', `warm-up ${run}`);
    const before = await spentBy(processes);
    const wallMs: number[] = [];
    for (let run = 0; run < runs.decisions; run++) {
      wallMs.push(((await processes[run % count]?.call('decide', `decision ${run}`)) ?? 0) as number);
    }
    return { wallMs, processorMs: ((await spentBy(processes)) - before) / runs.decisions };
  } finally {
    await Promise.all(processes.map((process) => process.stop()));
  }
}

async function spentBy(processes: readonly RoleProcess[]): Promise<number> {
  const spent = await Promise.all(processes.map((process) => process.call('processorMs')));
  return spent.reduce<number>((sum, ms) => sum + Number(ms), 0);
}

/** Makes the folders of a network whose validators listen on these ports. */
async function foundIn(root: string, ports: readonly number[]): Promise<readonly string[]> {
  const folders = ports.map((_, index) => join(root, `v${index}`));
  const cards = await Promise.all(
    folders.map((folder, index) =>
      initValidator(folder, { name: `v${index}`, address: `tcp://127.0.0.1:${ports[index]}`, passphrase: undefined }),
    ),
  );
  const path = join(root, 'network.json');
  await writeNetworkFile(path, foundNetwork('bench', cards));
  for (const folder of folders) copyFileSync(path, join(folder, 'network.json'));
  return folders;
}
