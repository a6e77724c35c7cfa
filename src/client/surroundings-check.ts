import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { type Clock, isQForgeError, systemClock } from '../base/index.ts';
import { surveySources } from './entropy-survey.ts';
import type { InstallationFinding } from './installation-check.ts';

/** What an installation leans on, as it is configured. */
export interface SurroundingsSubject {
  readonly identityPath: string;
  /** Files that only their user may read; those that are not there are left out. */
  readonly secretPaths: readonly string[];
  /** Where the admin interface would listen. */
  readonly adminPort: number;
  /** How to reach a key manager, if there is one. */
  readonly kme?: string | undefined;
  /** A NATS server as host:port, if there is one. */
  readonly nats?: string | undefined;
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const OTHERS = 0o077;
const TIMEOUT_MS = 3000;
/** A clock may be set back by so much without anybody noticing. */
const CLOCK_TOLERANCE_MS = 2000;
const NATS_PORT = 4222;

/** Looks at what an installation leans on: clock, randomness, files of secrets, the admin port, a key manager and a NATS server. Changes nothing. */
export async function checkSurroundings(subject: SurroundingsSubject): Promise<readonly InstallationFinding[]> {
  const { clock = systemClock, timeoutMs = TIMEOUT_MS, kme, nats } = subject;
  return [
    await checkClock(subject.identityPath, clock),
    await checkEntropy(clock),
    ...(await Promise.all(subject.secretPaths.map(checkSecretFile))).flat(),
    await checkAdminPort(subject.adminPort, timeoutMs),
    ...(kme === undefined ? [] : [await checkKeyManager(kme, clock)]),
    ...(nats === undefined ? [] : [await checkNats(nats, timeoutMs)]),
  ];
}

/** A file of ours that was written in the future tells that the clock went back; nothing here can tell that it is ahead. */
async function checkClock(identityPath: string, clock: Clock): Promise<InstallationFinding> {
  const name = 'clock';
  const nowMs = clock.wallMs();
  const writtenMs = await stat(identityPath).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  const shown = new Date(nowMs).toISOString().slice(0, 19);
  if (writtenMs !== undefined && writtenMs > nowMs + CLOCK_TOLERANCE_MS) {
    const detail = `it says ${shown} UTC, and the identity file was written after that`;
    return { name, status: 'bad', detail, advice: 'Set the clock of this machine, and let it be kept by NTP.' };
  }
  return { name, status: 'good', detail: `${shown} UTC` };
}

async function checkEntropy(clock: Clock): Promise<InstallationFinding> {
  const name = 'randomness';
  try {
    const { sources } = await surveySources(clock);
    return {
      name,
      status: 'good',
      detail: `${sources.map(({ name: source }) => source).join(', ')} passed the health tests`,
    };
  } catch (error) {
    return failed(name, error, 'bad');
  }
}

async function checkSecretFile(path: string): Promise<readonly InstallationFinding[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  const name = 'secret file';
  if (found.uid !== process.getuid?.()) {
    return [{ name, status: 'bad', detail: `${path} belongs to another user`, advice: `Say "chown $USER ${path}".` }];
  }
  if ((found.mode & OTHERS) === 0) return [{ name, status: 'good', detail: `${path} is closed to others` }];
  const detail = `others may read ${path} (mode ${(found.mode & 0o777).toString(8)})`;
  return [
    { name, status: 'bad', detail, advice: `Say "chmod 600 ${path}", and make what is in it anew: it may be known.` },
  ];
}

async function checkAdminPort(port: number, timeoutMs: number): Promise<InstallationFinding> {
  const name = 'admin port';
  const answered = await firstBytes('127.0.0.1', port, timeoutMs, 'GET /livez HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n');
  if ('failure' in answered) return { name, status: 'good', detail: `127.0.0.1:${port} is free` };
  const advice = 'Good if that is "qforge up", as "qforge status" shows; else give it another with --admin.';
  return { name, status: 'warning', detail: `127.0.0.1:${port} is in use`, advice };
}

/** Asked for the keys of nobody, a key manager that is reached and lets us in says that it knows no such SAE. */
async function checkKeyManager(path: string, clock: Clock): Promise<InstallationFinding> {
  const name = 'key manager';
  try {
    const { openEtsiClient, readKmeAccess } = await import('../qkd/index.ts');
    const access = await readKmeAccess(path);
    using client = await openEtsiClient(access, clock);
    try {
      await client.status('nobody');
    } catch (error) {
      if (!isQForgeError(error, 'KME_REQUEST_REJECTED')) throw error;
    }
    return { name, status: 'good', detail: `${access.url} answers ${access.sae}` };
  } catch (error) {
    return failed(name, error, 'bad');
  }
}

/** A NATS server speaks first. */
async function checkNats(server: string, timeoutMs: number): Promise<InstallationFinding> {
  const name = 'NATS';
  const [host = '', port = String(NATS_PORT)] = server.replace(/^nats:\/\//u, '').split(':');
  const answered = await firstBytes(host, Number(port), timeoutMs, '');
  if ('failure' in answered) {
    const advice = 'Start the server, or check the network and any firewall between.';
    return { name, status: 'bad', detail: `${host}:${port} does not answer: ${answered.failure}`, advice };
  }
  const version = /^INFO .*"version":"(?<version>[^"]{1,20})"/u.exec(answered.text)?.groups?.['version'];
  if (version !== undefined) return { name, status: 'good', detail: `${host}:${port} is a NATS server ${version}` };
  return {
    name,
    status: 'bad',
    detail: `what listens at ${host}:${port} is no NATS server`,
    advice: 'Give the port of its clients, mostly 4222.',
  };
}

type FirstBytes = { readonly text: string } | { readonly failure: string };

/** What somebody says who listens there, first of all or after `say`. */
function firstBytes(host: string, port: number, timeoutMs: number, say: string): Promise<FirstBytes> {
  const { promise, resolve } = Promise.withResolvers<FirstBytes>();
  const socket = connect({ host, port });
  socket.setTimeout(timeoutMs, () => resolve({ failure: 'it was silent' }));
  socket.on('error', (error: NodeJS.ErrnoException) => resolve({ failure: error.code ?? 'it failed' }));
  socket.on('connect', () => say !== '' && socket.write(say));
  socket.on('data', (bytes: Buffer) => resolve({ text: bytes.toString('latin1') }));
  socket.on('close', () => resolve({ text: '' }));
  return promise.finally(() => socket.destroy());
}

function failed(name: string, error: unknown, status: 'warning' | 'bad'): InstallationFinding {
  if (!isQForgeError(error)) throw error;
  return { name, status, detail: error.message.replace(/\.$/u, ''), advice: error.hint };
}
