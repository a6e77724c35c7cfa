import { readFile, rm, writeFile } from 'node:fs/promises';
import { LockFile } from '../../src/client/lock-file.ts';

/** A process of its own for the tests of the lock: `hold PATH`, `wait PATH` or `compete PATH WITNESS ROUNDS`. */
const [task, path = '', witness = '', rounds = '0'] = process.argv.slice(2);

async function hold(): Promise<void> {
  const lock = await LockFile.tryAcquire(path, { removeAfter: true });
  process.send?.(lock === undefined ? 'busy' : 'held');
  // Until it is killed.
  setInterval(() => lock, 1_000);
}

async function wait(): Promise<void> {
  process.send?.('waiting');
  process.channel?.unref();
  await using _lock = await LockFile.acquire(path, 10_000);
  process.send?.('acquired');
}

/** Takes the lock, finds that nobody else has it, counts, and lets go. */
async function compete(): Promise<void> {
  for (let done = 0; done < Number(rounds); ) {
    await using lock = await LockFile.tryAcquire(path, { removeAfter: true });
    if (lock === undefined) continue;
    // Fails if another process holds the lock too.
    await writeFile(witness, '', { flag: 'wx' });
    const count = Number(await readFile(`${witness}-count`, 'utf8').catch(() => '0'));
    await writeFile(`${witness}-count`, String(count + 1));
    await rm(witness);
    done += 1;
  }
  process.disconnect?.();
}

await { hold, wait, compete }[task as 'hold' | 'wait' | 'compete']();
