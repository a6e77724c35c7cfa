/**
 * One side of the transfer of a large file, as a process of its own whose peak of memory is its own.
 *
 * Forked with `receive` or `send`, it does what its parent says; run by hand with a number of bytes, it is the parent:
 *
 *     npm run -s large-file              10 GiB, sparse, through a channel over loopback
 */

import { type Order, playLargeFileRole } from './large-file-role.ts';
import { measureLargeFile } from './large-file-run.ts';

const GIB = 2 ** 30;
const [, , word = String(10 * GIB)] = process.argv;

if (process.send === undefined) {
  const bytes = Number(word);
  const { seconds, senderPeakBytes, receiverPeakBytes, sha256 } = await measureLargeFile(bytes);
  const mb = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;
  process.stdout.write(
    `${(bytes / GIB).toFixed(2)} GiB in ${seconds.toFixed(1)} s, ${mb(bytes / seconds)}/s, SHA-256 ${sha256}\n`,
  );
  process.stdout.write(`peak memory: sender ${mb(senderPeakBytes)}, receiver ${mb(receiverPeakBytes)}\n`);
} else {
  process.on('message', (order: Order) => {
    playLargeFileRole(order).then(
      (result) => process.send?.(result),
      (error: unknown) => process.send?.({ failure: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}
