import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PATH_PROGRAM = resolve(import.meta.dirname, 'packet_path.py');
const PEER_PROGRAM = resolve(import.meta.dirname, 'peer-program.ts');
const DEVICE = 'path';

/** Addresses of the two ends, and the one to which the first end moves. */
const ADDRESSES = {
  4: ['10.77.0.1/24', '10.77.0.2/24', '10.77.0.3/24'],
  6: ['fd77::1/64', 'fd77::2/64', 'fd77::3/64'],
} as const;

/** How the network is made. */
export interface NetworkPlan {
  /** The version of IP, the only one there is. */
  readonly family: 4 | 6;
  /** The longest packet, in bytes. */
  readonly mtu: number;
  readonly seed: number;
}

/** What the path has done with packets. */
export interface PathCounts {
  readonly carried: number;
  readonly lost: number;
  readonly cut: number;
  readonly overflowed: number;
  /** Bytes of the longest packet that was seen. */
  readonly longest: number;
  /** Packets by their version of IP. */
  readonly family4: number;
  readonly family6: number;
}

let pairs = 0;

/** Two network namespaces with a path between them that delays, loses and is cut by command. The first is the sender's. */
export class NetworkPair implements AsyncDisposable {
  readonly #namespaces: readonly [string, string];
  readonly #family: 4 | 6;
  readonly #path: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #peers: ChildProcess[] = [];

  private constructor(namespaces: readonly [string, string], family: 4 | 6, path: ChildProcess) {
    this.#namespaces = namespaces;
    this.#family = family;
    this.#path = path;
    if (path.stdout === null) throw new Error('the path has no output');
    this.#lines = createInterface({ input: path.stdout })[Symbol.asyncIterator]();
  }

  /** Makes it; needs the rights of root. */
  static async create({ family, mtu, seed }: NetworkPlan): Promise<NetworkPair> {
    pairs += 1;
    const namespaces = [`qforge-${process.pid}-${pairs}a`, `qforge-${process.pid}-${pairs}b`] as const;
    for (const namespace of namespaces) await run('ip', ['netns', 'add', namespace]);
    const path = spawn('python3', [PATH_PROGRAM, ...namespaces, DEVICE, String(seed)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const pair = new NetworkPair(namespaces, family, path);
    try {
      const first = (await pair.#lines.next()).value as unknown;
      if (first !== 'ready') throw new Error('the path of packets has not begun');
      for (const [index, namespace] of namespaces.entries()) {
        const ip = (...words: readonly string[]): Promise<unknown> => run('ip', ['-n', namespace, ...words]);
        await ip('link', 'set', 'lo', 'up');
        await ip('link', 'set', DEVICE, 'mtu', String(mtu));
        await ip('link', 'set', DEVICE, 'up');
        await ip('addr', 'add', ADDRESSES[family][index] ?? '', 'dev', DEVICE, ...(family === 6 ? ['nodad'] : []));
      }
      return pair;
    } catch (error) {
      await pair[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where the second end can listen. */
  get serverAddress(): string {
    const [host = ''] = ADDRESSES[this.#family][1].split('/');
    return this.#family === 6 ? `tcp://[${host}]:7000` : `tcp://${host}:7000`;
  }

  /** Tells the path what to do from now on: `delay MS JITTER_MS`, `loss SHARE`, `down`, `up`. */
  command(line: string): void {
    this.#path.stdin?.write(`${line}\n`);
  }

  /** Lets no more through than so much in either direction; waits in a queue, as at a slow link. */
  async limit(rate: string): Promise<void> {
    for (const namespace of this.#namespaces)
      await run('tc', [
        '-n',
        namespace,
        'qdisc',
        'add',
        'dev',
        DEVICE,
        'root',
        'tbf',
        ...`rate ${rate} burst 3000 limit 60000`.split(' '),
      ]);
  }

  /** The sender loses its address and gets another. */
  async move(): Promise<void> {
    const [namespace] = this.#namespaces;
    const [from, , to] = ADDRESSES[this.#family];
    await run('ip', ['-n', namespace, 'addr', 'del', from, 'dev', DEVICE]);
    await run('ip', ['-n', namespace, 'addr', 'add', to, 'dev', DEVICE]);
  }

  /** Starts a device at an end. */
  start(end: 0 | 1, words: readonly string[]): { readonly child: ChildProcess; readonly lines: AsyncIterable<string> } {
    const program = ['netns', 'exec', this.#namespaces[end], process.execPath, PEER_PROGRAM, ...words];
    const child = spawn('ip', program, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#peers.push(child);
    return { child, lines: createInterface({ input: child.stdout }) };
  }

  /** Ends the path; what it has done. */
  async finish(): Promise<PathCounts> {
    this.#path.stdin?.end();
    const last = (await this.#lines.next()).value as unknown;
    return JSON.parse(String(last)) as PathCounts;
  }

  /** Ends everything at once, and takes the namespaces away. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [...this.#peers, this.#path]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    for (const namespace of this.#namespaces) await run('ip', ['netns', 'del', namespace]);
  }
}

/** Why there can be no such network here; undefined if there can. */
export function whyNoNetwork(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux';
  if (process.getuid?.() !== 0) return 'making network namespaces needs root';
  const probe = `qforge-${process.pid}-probe`;
  const tries: readonly (readonly [string, readonly string[], string])[] = [
    ['python3', ['-c', 'import os; os.close(os.open("/dev/net/tun", os.O_RDWR))'], 'python3 cannot open /dev/net/tun'],
    ['ip', ['netns', 'add', probe], 'ip netns cannot make a namespace'],
    ['ip', ['netns', 'del', probe], 'ip netns cannot remove a namespace'],
  ];
  for (const [program, words, reason] of tries) if (!works(program, words)) return reason;
  return undefined;
}

/** Why nothing can be slowed down here; undefined if it can. */
export function whyNoRate(): string | undefined {
  const probe = `qforge-${process.pid}-rate`;
  execFileSync('ip', ['netns', 'add', probe]);
  try {
    const words = [
      '-n',
      probe,
      'qdisc',
      'add',
      'dev',
      'lo',
      'root',
      'tbf',
      ...'rate 1mbit burst 3000 limit 9000'.split(' '),
    ];
    return works('tc', words) ? undefined : 'tc has no tbf here';
  } finally {
    execFileSync('ip', ['netns', 'del', probe]);
  }
}

function works(program: string, words: readonly string[]): boolean {
  try {
    execFileSync(program, [...words], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
