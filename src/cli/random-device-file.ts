import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { RandomDeviceReader } from '../quantum/index.ts';

/** Linux's own generator of hardware bytes, and where it names the driver behind it. */
const HARDWARE_DEVICE = '/dev/hwrng';
const HARDWARE_DRIVER = '/sys/class/misc/hw_random/rng_current';

/** Reads random bytes from a device file, or from any other file. Never waits for a device that has none ready. */
export function randomDeviceFile(path: string): RandomDeviceReader {
  return {
    read: async (byteCount) => {
      const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        return await readUpTo(file, byteCount);
      } finally {
        await file.close();
      }
    },
    provenance: async () => {
      if (path !== HARDWARE_DEVICE) return undefined;
      const driver = await readFile(HARDWARE_DRIVER, 'utf8').catch(() => '');
      return driver.trim() === '' ? undefined : driver.trim();
    },
  };
}

/** So many bytes, or fewer where the file ends. */
async function readUpTo(file: FileHandle, byteCount: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteCount);
  let filled = 0;
  while (filled < byteCount) {
    const { bytesRead } = await file.read(bytes, filled, byteCount - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
