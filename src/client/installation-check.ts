import { type Clock, isQForgeError, type QForgeError, systemClock, type Transport } from '../base/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';
import { invalidAddress, parseAddress } from '../network/index.ts';
import { loadIdentityFile } from './identity-file.ts';
import type { PeerRecord } from './peer-record.ts';
import { runSelfTest } from './self-test.ts';
import { socketTransports } from './socket-transports.ts';
import { TrustStore } from './trust-store.ts';

/** One thing that was looked at. */
export interface InstallationFinding {
  readonly name: string;
  readonly status: 'good' | 'warning' | 'bad';
  readonly detail: string;
  /** What to do about it, where something is to be done. */
  readonly advice?: string;
}

/** What is looked at. */
export interface InstallationSubject {
  readonly identityPath: string;
  readonly peersPath: string;
  /** Where this device would listen. */
  readonly listenAddress: string;
  /** Whether to connect to the addresses of trusted peers; nothing is said to them. */
  readonly reachPeers: boolean;
  readonly peerTimeoutMs?: number;
  readonly clock?: Clock;
  readonly transports?: readonly Transport[];
}

const PEER_TIMEOUT_MS = 3_000;
const MS_PER_DAY = 86_400_000;
const WARNING_DAYS = 14;

/**
 * Looks whether an installation can do its work: cryptography, identity, certificate, list of peers, listener, and the way to
 * trusted peers. Changes nothing, and never throws for what it finds.
 */
export async function checkInstallation(subject: InstallationSubject): Promise<readonly InstallationFinding[]> {
  const { clock = systemClock } = subject;
  const { finding: identity, loaded } = await checkIdentity(subject.identityPath);
  const { finding: list, peers } = await checkPeers(subject.peersPath);
  return [
    checkCryptography(),
    identity,
    ...(loaded === undefined ? [] : [checkCertificate(loaded, clock)]),
    list,
    await checkListener(subject),
    ...(subject.reachPeers ? await Promise.all(peers.map((peer) => checkWay(peer, subject, clock))) : []),
  ];
}

function checkCryptography(): InstallationFinding {
  const { ok, tests } = runSelfTest();
  const wrong = tests.filter((test) => !test.ok).map(({ primitive }) => primitive);
  if (ok)
    return { name: 'cryptography', status: 'good', detail: `${tests.length} primitives give the published answers` };
  const advice = 'Install Node.js and qforge anew, and do not use this installation.';
  return { name: 'cryptography', status: 'bad', detail: `wrong answers of ${wrong.join(', ')}`, advice };
}

async function checkIdentity(
  path: string,
): Promise<{ readonly finding: InstallationFinding; readonly loaded: DeviceIdentity | undefined }> {
  try {
    const loaded = await loadIdentityFile(path);
    return { finding: { name: 'identity', status: 'good', detail: `${loaded.peerId} in ${path}` }, loaded };
  } catch (error) {
    // Whoever only looks is not asked for a passphrase: the file is there, and closed to others.
    if (isQForgeError(error, 'PASSPHRASE_REQUIRED')) {
      const detail = `${path} is closed to others and protected by a passphrase`;
      return { finding: { name: 'identity', status: 'good', detail }, loaded: undefined };
    }
    return { finding: findingOf('identity', error), loaded: undefined };
  }
}

function checkCertificate({ certificate }: DeviceIdentity, clock: Clock): InstallationFinding {
  const nowMs = clock.wallMs();
  const name = 'certificate';
  if (nowMs < certificate.notBeforeSeconds * 1000) {
    const detail = 'it begins in the future, or this clock is behind';
    return { name, status: 'bad', detail, advice: 'Set the clock of this machine.' };
  }
  const days = Math.floor((certificate.notAfterSeconds * 1000 - nowMs) / MS_PER_DAY);
  const advice = 'Renew it with "qforge keygen --renew"; the PeerId stays the same.';
  if (days < 0) return { name, status: 'bad', detail: 'it has ended, or this clock is ahead', advice };
  const detail = `valid for ${days} more days`;
  return days < WARNING_DAYS ? { name, status: 'warning', detail, advice } : { name, status: 'good', detail };
}

async function checkPeers(
  path: string,
): Promise<{ readonly finding: InstallationFinding; readonly peers: readonly PeerRecord[] }> {
  try {
    const all = (await TrustStore.open(path)).list();
    const trusted = all.filter((peer) => peer.trusted);
    return { finding: describePeers(all, trusted), peers: trusted };
  } catch (error) {
    return { finding: findingOf('peers', error), peers: [] };
  }
}

function describePeers(all: readonly PeerRecord[], trusted: readonly PeerRecord[]): InstallationFinding {
  const name = 'peers';
  const detail = `${trusted.length} of ${all.length} are trusted`;
  const unseen = trusted.filter((peer) => peer.firstUse).map((peer) => peer.name);
  if (unseen.length > 0) {
    const advice = `Compare the PeerIds of ${unseen.join(', ')} by another way, then say "qforge peers trust NAME".`;
    return { name, status: 'warning', detail: `${detail}; of ${unseen.length} nobody compared the PeerId`, advice };
  }
  if (trusted.length > 0) return { name, status: 'good', detail };
  return { name, status: 'warning', detail, advice: 'Add one with "qforge peers add NAME PEERID ADDRESS --trust".' };
}

async function checkListener({ listenAddress, transports }: InstallationSubject): Promise<InstallationFinding> {
  const name = 'listening';
  try {
    const listener = await transportOf(listenAddress, transports).listen(listenAddress, (connection) =>
      connection.destroy(),
    );
    await listener.close();
    return { name, status: 'good', detail: `${listenAddress} is free` };
  } catch (error) {
    if (!isQForgeError(error, 'PORT_IN_USE')) return findingOf(name, error);
    const advice = 'Good if that is qforge itself, as "qforge status" shows; else listen elsewhere with --address.';
    return { name, status: 'warning', detail: `${listenAddress} is in use`, advice };
  }
}

/** Connects to a peer's address and leaves again: that somebody listens there is all that is found out. */
async function checkWay(peer: PeerRecord, subject: InstallationSubject, clock: Clock): Promise<InstallationFinding> {
  const name = `way to ${peer.name}`;
  const { address } = peer;
  if (address === undefined) return { name, status: 'good', detail: 'no address is known: it must come to you' };
  const late = new AbortController();
  const deadline = clock.schedule(subject.peerTimeoutMs ?? PEER_TIMEOUT_MS, () => late.abort());
  try {
    const connection = await transportOf(address, subject.transports).connect(address, { signal: late.signal });
    connection.destroy();
    return { name, status: 'good', detail: `somebody listens at ${address}` };
  } catch (error) {
    if (!late.signal.aborted) return findingOf(name, error, 'warning');
    const advice = 'Check the network and any firewall between.';
    return { name, status: 'warning', detail: `${address} did not answer in time`, advice };
  } finally {
    deadline.cancel();
  }
}

function transportOf(address: string, transports: readonly Transport[] = socketTransports({})): Transport {
  const { scheme } = parseAddress(address);
  const found = transports.find((transport) => transport.scheme === scheme);
  if (found === undefined) throw invalidAddress(address, `there is no transport for ${scheme}`);
  return found;
}

function findingOf(name: string, error: unknown, status: 'warning' | 'bad' = 'bad'): InstallationFinding {
  if (!isQForgeError(error)) throw error;
  const { message, hint }: QForgeError = error;
  return { name, status, detail: message.replace(/\.$/u, ''), advice: hint };
}
