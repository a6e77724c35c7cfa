import { Command } from 'commander';

/** `qforge demo-participant` (hidden): one process of `qforge demo`, told what to do by its parent. */
export function demoParticipantCommand(): Command {
  return new Command('demo-participant').description('One process of the demonstration.').action(async () => {
    const { serveParent } = await import('../demo/participant-process.ts');
    await serveParent();
  });
}
