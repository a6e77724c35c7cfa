import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { scheduler } from 'node:timers/promises';
import { type Clock, QForgeError } from '../base/index.ts';
import type { EntropySource } from './entropy-source.ts';

/** Devices that are looked for: the kernel's hardware generator, and the node of Quantis cards. */
export const DEVICE_PATHS: readonly string[] = ['/dev/hwrng', '/dev/qrandom0'];

/** How long a device may take to give what is asked of it. */
export const DEVICE_TIMEOUT_MS = 2000;

/** Where the kernel names the hardware behind /dev/hwrng. */
const CURRENT_HARDWARE = '/sys/class/misc/hw_random/rng_current';
const KERNEL_DEVICE = '/dev/hwrng';
const RAW_ENTROPY_BITS = 1;
const RETRY_MS = 5;

/** What a device is opened with. */
export interface DeviceOptions {
  readonly clock: Clock;
  readonly timeoutMs?: number;
  /** Where the kernel names the hardware of its generator. */
  readonly currentHardwarePath?: string;
}

/**
 * A device, pipe or file that gives raw bytes; undefined if there is none at the path.
 *
 * It is held to have one bit for each byte, whatever it is called. Throws `ENTROPY_UNREADABLE` if it is there but cannot be opened.
 */
export async function deviceSource(path: string, options: DeviceOptions): Promise<EntropySource | undefined> {
  const { clock, timeoutMs = DEVICE_TIMEOUT_MS, currentHardwarePath = CURRENT_HARDWARE } = options;
  const file = await openDevice(path);
  if (file === undefined) return undefined;
  await file.close();
  const hardware = path === KERNEL_DEVICE ? await hardwareName(currentHardwarePath) : undefined;
  return {
    name: path,
    provenance:
      hardware === undefined ? 'a device that the kernel does not describe' : `kernel hardware generator ${hardware}`,
    entropyBits: RAW_ENTROPY_BITS,
    read: async (bytes) => {
      await using device = await openDevice(path);
      if (device === undefined) throw unreadable(path, 'it is gone');
      return await readWhole(device, path, bytes, clock, timeoutMs);
    },
  };
}

async function openDevice(path: string): Promise<FileHandle | undefined> {
  try {
    // Without blocking, so that a device that gives nothing holds nobody up.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(path, codeOf(error), error);
  }
}

async function readWhole(
  device: FileHandle,
  path: string,
  bytes: number,
  clock: Clock,
  timeoutMs: number,
): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(bytes);
  // A file that has ended gives no more.
  const untilMs = clock.monotonicMs() + ((await device.stat()).isFile() ? 0 : timeoutMs);
  for (let filled = 0; filled < bytes; ) {
    const got = await readSome(device, path, whole, filled);
    filled += got;
    if (got > 0) continue;
    if (clock.monotonicMs() >= untilMs) throw unreadable(path, `it gave ${filled} of ${bytes} bytes`);
    // Not by the clock that is handed in: its timers would let the process end while it waits.
    await scheduler.wait(RETRY_MS);
  }
  return whole;
}

/** How many bytes came; none when the device has none yet. */
async function readSome(device: FileHandle, path: string, whole: Uint8Array, offset: number): Promise<number> {
  try {
    return (await device.read(whole, offset, whole.length - offset, null)).bytesRead;
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return 0;
    throw unreadable(path, codeOf(error), error);
  }
}

async function hardwareName(path: string): Promise<string | undefined> {
  try {
    const name = (await readFile(path, 'utf8')).trim();
    return name === '' || name === 'none' ? undefined : name;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function unreadable(source: string, reason: string, cause?: unknown): QForgeError<'ENTROPY_UNREADABLE'> {
  return new QForgeError('ENTROPY_UNREADABLE', { source, reason }, { cause });
}
