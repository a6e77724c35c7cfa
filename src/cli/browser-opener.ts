import { spawn } from 'node:child_process';
import { systemClock } from '../base/index.ts';

/** The program of each system that opens what its user has chosen for an address. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
/** It has done its work, or handed on, by then. */
const OPENED_AFTER_MS = 1000;

/** Opens an address in the browser of this user; false when that cannot be done. The address is not seen by other users. */
export function openBrowser(
  url: string,
  opener: readonly string[] = openers[process.platform] ?? ['xdg-open'],
): Promise<boolean> {
  const [program = '', ...words] = opener;
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    systemClock.schedule(OPENED_AFTER_MS, () => resolve(true), { holdsProcess: true });
  });
}
