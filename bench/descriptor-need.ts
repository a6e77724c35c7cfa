import { descriptorLimit } from '../src/network/index.ts';

/** What a process has open beside what it is measured with. */
const OTHER_DESCRIPTORS = 100;

/** Throws where processes may not have so many connections open: better now than after minutes. */
export function needDescriptors(connections: number): void {
  const needed = connections + OTHER_DESCRIPTORS;
  // Node raises its own limit to the hard one; systems that do not tell it are left to fail by themselves.
  if (process.platform !== 'linux' || descriptorLimit() >= needed) return;
  throw new Error(
    `${connections} connections take ${needed} descriptors, and there are ${descriptorLimit()}: ulimit -Hn ${needed}`,
  );
}
