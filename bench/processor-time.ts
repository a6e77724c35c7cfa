const US_PER_MS = 1000;

/** What this process has used of the processors so far, all threads and the system's work for it included. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / US_PER_MS;
}
