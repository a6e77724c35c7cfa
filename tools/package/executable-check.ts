import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startupMs } from './startup-time.ts';

/** Lines of the demonstration that only real processes, a real link and a whole file print. */
const DEMONSTRATED = [/^QKD\b.*simulated/imu, /SHA-256/iu];

/**
 * Uses a single executable where there is nothing else: no Node.js, no package, an empty home. `report` is told of each step that held; throws a
 * TypeError for one that did not.
 */
export async function checkExecutable(path: string, version: string, report: (line: string) => void): Promise<void> {
  await using home = await mkdtempDisposable(join(tmpdir(), 'qforge-executable-home-'));
  const environment = { HOME: home.path, TMPDIR: home.path, PATH: '', NO_COLOR: '1' };
  const run = (...words: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(path, words, { env: environment, cwd: home.path, encoding: 'utf8' });
    if (status !== 0) throw new TypeError(`${words.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  };
  require(run('--version'), new RegExp(`^qforge ${version.replaceAll('.', '\\.')}$`, 'mu'));
  report(`--help took ${startupMs([path, '--help'], 3).toFixed(0)} ms of a processor`);
  const peerId = run('keygen', '--no-passphrase').trim();
  require(run('id'), new RegExp(`^${peerId}$`, 'mu'));
  const demonstration = run('demo', '--once');
  for (const pattern of DEMONSTRATED) require(demonstration, pattern);
  report('its processes and the thread of its simulated link met, and a file came through');
  report(await servePage(path, environment));
}

/** Serves the dashboard and reads it; the process must end in order when it is told to. */
async function servePage(path: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const words = ['up', '--json', '--address', 'tcp://127.0.0.1:0', '--admin', '127.0.0.1:0'];
  const child = spawn(path, words, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const over = once(child, 'exit');
  try {
    const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    const [line] = await Promise.race([first, over.then(() => ['{}'] as const)]);
    const { admin = '' } = JSON.parse(line) as { admin?: string };
    const page = await (await fetch(`${admin}/`)).text();
    require(page, /<script type="module"/u);
    child.kill('SIGTERM');
    await over;
    const code = child.exitCode;
    if (code !== 0) throw new TypeError(`up ended with ${code} after SIGTERM`);
    return `up served the page of its dashboard, ${page.length} bytes, and ended in order`;
  } finally {
    child.kill('SIGKILL');
  }
}

function require(printed: string, pattern: RegExp): void {
  if (!pattern.test(printed)) throw new TypeError(`${printed.trim()} does not match ${pattern}`);
}
