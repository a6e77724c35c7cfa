import { MemoryPool } from '../src/network/index.ts';
import type { Figures } from './paired-runs.ts';
import type { Role } from './roles.ts';
import { quantile } from './statistics.ts';

/** Where buffers come from, and where they go when they are done with. */
interface BufferSource {
  acquire(bytes: number): Uint8Array;
  release(buffer: Uint8Array): void;
}

/** Buffers out at once, as behind a queue: each is held while the next ones are asked for. */
const HELD = 16;

/** Times the pool and Node's own ways to allocate, each in a process of its own. */
export const poolRole: Role = {
  pool: (argument) => {
    const pool = new MemoryPool();
    return costs(argument, { acquire: (n) => pool.acquire(n), release: (b) => pool.release(b) });
  },
  allocUnsafe: (argument) =>
    Promise.resolve(
      costs(
        argument,
        forgetting((bytes) => Buffer.allocUnsafe(bytes)),
      ),
    ),
  allocUnsafeSlow: (argument) =>
    Promise.resolve(
      costs(
        argument,
        forgetting((bytes) => Buffer.allocUnsafeSlow(bytes)),
      ),
    ),
};

/** Leaves buffers to the garbage collector. */
function forgetting(acquire: (bytes: number) => Uint8Array): BufferSource {
  return { acquire, release: () => undefined };
}

function costs(argument: unknown, source: BufferSource): Figures {
  const { bytes, count } = argument as { bytes: number; count: number };
  const timings = new Float64Array(count);
  const held = Array.from({ length: HELD }, () => source.acquire(bytes));
  for (let turn = 0; turn < count; turn++) {
    const startMs = performance.now();
    const buffer = source.acquire(bytes);
    timings[turn] = performance.now() - startMs;
    source.release(replace(held, turn % HELD, buffer));
  }
  const startMs = performance.now();
  for (let turn = 0; turn < count; turn++) source.release(replace(held, turn % HELD, source.acquire(bytes)));
  const meanUs = (1000 * (performance.now() - startMs)) / count;
  const sorted = timings.sort();
  return { meanUs, p50Us: 1000 * quantile([...sorted], 0.5), p99Us: 1000 * quantile([...sorted], 0.99) };
}

function replace(held: Uint8Array[], index: number, buffer: Uint8Array): Uint8Array {
  const before = held[index];
  if (before === undefined) throw new RangeError('every place holds a buffer');
  held[index] = buffer;
  // What is written is what would be used: it keeps the allocation from being optimised away.
  buffer[0] = index;
  return before;
}
