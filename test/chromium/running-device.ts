import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createIdentityFile, TrustStore } from '../../src/client/index.ts';
import { testedProgram } from '../../tools/tested-program.ts';

/** A `qforge up` in a process and folders of its own, which trusts one peer as `alice`. */
export interface RunningDevice extends AsyncDisposable {
  readonly peerId: string;
  /** Where peers connect to. */
  readonly address: string;
  /** Where the dashboard is. */
  readonly admin: string;
  readonly pid: number;
  /** The identity file of alice, whom the device trusts. */
  readonly aliceIdentity: string;
  readonly home: string;
  readonly token: (name: 'admin' | 'metrics') => string;
  /** Asks the interface as a program does. */
  readonly get: (path: string) => Promise<Response>;
}

/** Starts `qforge up` with words of its own; it ends when it is disposed of. */
export async function startDevice(words: (home: string) => readonly string[] = () => []): Promise<RunningDevice> {
  const home = mkdtempSync(join(tmpdir(), 'qforge-dashboard-'));
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const folder = join(home, 'config', 'qforge');
  mkdirSync(folder, { recursive: true });
  const aliceIdentity = join(home, 'alice.key');
  const alice = await createIdentityFile(aliceIdentity, { passphrase: undefined });
  await createIdentityFile(join(folder, 'identity.key'), { passphrase: undefined });
  const trust = await TrustStore.open(join(folder, 'peers.json'));
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  const command = [
    testedProgram,
    'up',
    '--json',
    '--address',
    'tcp://127.0.0.1:0',
    '--admin',
    '127.0.0.1:0',
    ...words(home),
  ];
  const child = spawn(process.execPath, command, {
    env: {
      HOME: home,
      PATH: process.env['PATH'],
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_RUNTIME_DIR: join(home, 'run'),
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { peerId, addresses, admin } = JSON.parse(line) as { peerId: string; addresses: string[]; admin: string };
  const token = (name: string): string => readFileSync(join(folder, `${name}.token`), 'utf8').trim();
  return {
    peerId,
    address: addresses[0] ?? '',
    admin,
    pid: child.pid ?? 0,
    aliceIdentity,
    home,
    token,
    get: (path) => fetch(`${admin}${path}`, { headers: { authorization: `Bearer ${token('metrics')}` } }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
