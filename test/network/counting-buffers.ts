import type { GatherBuffers } from '../../src/network/packet-assembler.ts';

/** Buffers that count what is out, so that a test can see that everything came back. */
export class CountingBuffers implements GatherBuffers {
  inUse = 0;
  largestBytes = 0;

  acquire(bytes: number): Uint8Array {
    this.largestBytes = Math.max(this.largestBytes, bytes);
    this.inUse += 1;
    return new Uint8Array(bytes);
  }

  release(): void {
    this.inUse -= 1;
  }
}
