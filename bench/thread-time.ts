/**
 * CPU time of this thread, in milliseconds: for work of one thread, whose speed should not depend on who else is on the
 * machine.
 */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * How much of a thing is done in a millisecond of this thread's CPU time: `work` does `amount` of it, again and again for so long.
 *
 * The system counts that time in steps of some milliseconds, so `forMs` must be many of them.
 */
export function threadRate(amount: number, forMs: number, work: () => unknown): number {
  const start = threadMs();
  let done = 0;
  let spentMs = 0;
  while (spentMs < forMs) {
    work();
    done += amount;
    spentMs = threadMs() - start;
  }
  return done / spentMs;
}
