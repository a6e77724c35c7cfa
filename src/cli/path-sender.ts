import { lstat } from 'node:fs/promises';
import { scheduler } from 'node:timers/promises';
import { type ErrorCode, isQForgeError } from '../base/index.ts';
import {
  type Channel,
  type FileReceipt,
  type SendTreeOptions,
  sendByteStream,
  sendFile,
  sendTree,
  type TreeReceipt,
} from '../client/index.ts';
import { printableText } from './printable-text.ts';
import { STANDARD_INPUT } from './send-words.ts';
import { printNote } from './standard-output.ts';

/** What ends the streams of a channel and not the channel. */
const CUTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONNECTION_LOST',
  'CHANNEL_TRUNCATED',
  'RECORD_INVALID',
  'CHANNEL_RECONNECTING',
]);
/** After a cut the other side may hold on to the file for a while, until it has noticed. */
const BUSY_WAIT_MS = 500;
const BUSY_ATTEMPTS = 20;

/**
 * Sends what a path names - a file, a folder, or standard input - and goes on where it was when the connection is cut, as long as the
 * channel comes back; standard input cannot. Throws what the sending of each throws.
 */
export async function sendByKind(
  channel: Channel,
  path: string,
  options: SendTreeOptions,
): Promise<FileReceipt | TreeReceipt> {
  let cuts = 0;
  for (let busyAttempts = 0; ; ) {
    try {
      return await sendOnce(channel, path, options);
    } catch (error) {
      const isBusyAfterCut = cuts > 0 && isQForgeError(error, 'FILE_BUSY') && busyAttempts < BUSY_ATTEMPTS;
      if (isBusyAfterCut) {
        busyAttempts += 1;
        await scheduler.wait(BUSY_WAIT_MS);
      } else if (isCut(error) && channel.isOpen && path !== STANDARD_INPUT) {
        cuts += 1;
        printNote('the connection was cut; going on when it is back');
        await untilOpen(channel, options.signal);
      } else throw error;
    }
  }
}

async function sendOnce(channel: Channel, path: string, options: SendTreeOptions): Promise<FileReceipt | TreeReceipt> {
  const { leaveOut = false, ...common } = options;
  if (path === STANDARD_INPUT) {
    return sendByteStream(channel, process.stdin, { ...common, name: options.name ?? '' });
  }
  if (!(await isFolder(path))) return sendFile(channel, path, common);
  const onLeftOut = (left: string, reason: string): void => printNote(`left out ${printableText(left)}: ${reason}`);
  return sendTree(channel, path, { ...common, leaveOut, onLeftOut });
}

function isCut(error: unknown): boolean {
  return isQForgeError(error) && CUTS.has(error.code);
}

/** Settles when the channel has a session again, or when `signal` aborts; the next attempt tells which. Throws why there will be none. */
async function untilOpen(channel: Channel, signal: AbortSignal | undefined): Promise<void> {
  const opened = channel.opened();
  // Its failure is seen below, unless nobody waits any more.
  opened.catch(() => undefined);
  const isAborted = (): boolean => signal?.aborted === true;
  while (channel.state === 'reconnecting' && !isAborted()) {
    // The timer keeps the process, which has nothing else under way.
    await Promise.race([opened, scheduler.wait(BUSY_WAIT_MS)]);
  }
}

/** Whether a path is a folder itself; a link to one, and what is not there, is left to the sender of files. */
async function isFolder(path: string): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  return status?.isDirectory() === true;
}
