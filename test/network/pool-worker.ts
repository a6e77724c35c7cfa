import { parentPort, workerData } from 'node:worker_threads';
import { MemoryPool } from '../../src/network/memory-pool.ts';

/** So many requests of the medium tier, four out at a time. */
export function useBuffers(pool: MemoryPool, count: number): void {
  const out: Uint8Array[] = [];
  for (let turn = 0; turn < count; turn++) {
    out.push(pool.acquire(50_000));
    const oldest = out.length > 4 ? out.shift() : undefined;
    if (oldest !== undefined) pool.release(oldest);
  }
  for (const buffer of out) pool.release(buffer);
}

if (parentPort !== null) {
  const pool = new MemoryPool();
  useBuffers(pool, (workerData as { count: number }).count);
  parentPort.postMessage(pool.getStats().medium, []);
}
