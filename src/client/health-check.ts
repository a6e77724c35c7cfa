import { type Clock, concatBytes, equalPublicBytes } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';
import type { AuditStanding } from '../monitor/index.ts';
import type { SharedKeyStatus } from './watched-key-source.ts';

/** Whether a client can do its work; critical: it must take none. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy' | 'critical';

/** One thing that was checked. */
export interface HealthFinding {
  readonly name: string;
  readonly status: HealthStatus;
  readonly detail: string;
}

/** All checks, and the worst of them. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: readonly HealthFinding[];
}

/** What is checked. */
export interface HealthSubject {
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly clock: Clock;
  readonly wantedListeners: number;
  readonly openListeners: number;
  readonly isShutDown: boolean;
  readonly sharedKeys: SharedKeyStatus | undefined;
  /** Undefined: there is no audit trail. */
  readonly audit: AuditStanding | undefined;
}

/** From how many days before its end on a certificate counts as ending. */
export const CERTIFICATE_WARNING_DAYS = 14;

const MS_PER_DAY = 86_400_000;
const SAMPLE_BYTES = 64;

/** Runs all checks now. */
export function checkHealth(subject: HealthSubject): HealthReport {
  const checks = [
    checkRandomness(subject),
    checkCryptography(subject),
    checkCertificate(subject),
    checkNetwork(subject),
    ...checkSharedKeys(subject),
    ...checkAudit(subject),
  ];
  const order: readonly HealthStatus[] = ['critical', 'unhealthy', 'degraded', 'healthy'];
  const status = order.find((candidate) => checks.some((check) => check.status === candidate)) ?? 'healthy';
  return { status, checks };
}

/** Two draws of 64 bytes differ, unless the source is stuck. */
function checkRandomness({ backend }: HealthSubject): HealthFinding {
  const first = backend.random.fill(new Uint8Array(SAMPLE_BYTES));
  const second = backend.random.fill(new Uint8Array(SAMPLE_BYTES));
  const stuck = equalPublicBytes(first, second) || first.every((byte) => byte === first[0]);
  return finding('randomness', stuck ? 'unhealthy' : 'healthy', stuck ? 'the source is stuck' : 'two draws differ');
}

/** A message sealed by the own KEM key comes back, and a changed one does not. */
function checkCryptography({ backend, identity }: HealthSubject): HealthFinding {
  const { ciphertext, sharedSecret } = identity.kem.publicKey.encapsulate();
  using opened = identity.kem.decapsulate(ciphertext);
  using sealed = sharedSecret;
  const sameSecret = backend.equalSecrets(opened.expose(), sealed.expose());
  const key = backend.aead('AES-256-GCM').importKey(opened.expose());
  const nonce = new Uint8Array(12);
  const box = key.seal(nonce, ciphertext);
  const roundTrip = equalPublicBytes(key.open(nonce, box), ciphertext);
  const forged = concatBytes(box);
  forged[0] = (forged[0] ?? 0) ^ 1;
  const works = sameSecret && roundTrip && refuses(() => key.open(nonce, forged));
  return finding('cryptography', works ? 'healthy' : 'unhealthy', works ? 'a round trip works' : 'a round trip fails');
}

function checkCertificate({ identity, clock }: HealthSubject): HealthFinding {
  const { notBeforeSeconds, notAfterSeconds } = identity.certificate;
  const nowMs = clock.wallMs();
  const daysLeft = Math.floor((notAfterSeconds * 1000 - nowMs) / MS_PER_DAY);
  if (nowMs < notBeforeSeconds * 1000) return finding('certificate', 'unhealthy', 'it is not valid yet');
  if (daysLeft < 0) return finding('certificate', 'unhealthy', 'it has expired');
  const status = daysLeft < CERTIFICATE_WARNING_DAYS ? 'degraded' : 'healthy';
  return finding('certificate', status, `valid for ${daysLeft} more days`);
}

function checkNetwork({ isShutDown, openListeners, wantedListeners }: HealthSubject): HealthFinding {
  if (isShutDown) return finding('network', 'unhealthy', 'the client is shut down');
  const status = openListeners < wantedListeners ? 'unhealthy' : 'healthy';
  return finding('network', status, `${openListeners} of ${wantedListeners} listeners are open`);
}

/** Only where there is a source of them. */
function checkSharedKeys({ sharedKeys }: HealthSubject): readonly HealthFinding[] {
  if (sharedKeys === undefined) return [];
  const { problem, keysTaken } = sharedKeys;
  if (problem === undefined) return [finding('shared keys', 'healthy', `${keysTaken} keys taken`)];
  return [finding('shared keys', 'degraded', problem.message)];
}

/** Work that leaves no trace is not to be taken: it fails closed. docs/spec/audit-trail.md §5 */
function checkAudit({ audit }: HealthSubject): readonly HealthFinding[] {
  if (audit === undefined) return [];
  const { isFailing, waiting, unrecorded } = audit;
  const lost = unrecorded === 0 ? '' : `, ${unrecorded} were refused`;
  if (isFailing) return [finding('audit trail', 'critical', `it cannot be written: ${waiting} entries wait${lost}`)];
  if (unrecorded > 0) return [finding('audit trail', 'degraded', `it can be written again${lost}`)];
  return [finding('audit trail', 'healthy', 'it can be written')];
}

function refuses(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

function finding(name: string, status: HealthStatus, detail: string): HealthFinding {
  return { name, status, detail };
}
