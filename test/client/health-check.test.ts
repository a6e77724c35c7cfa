import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../src/base/index.ts';
import { CERTIFICATE_WARNING_DAYS, checkHealth, type HealthSubject } from '../../src/client/health-check.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { CERTIFICATE_VALIDITY_DAYS, generateIdentity } from '../../src/handshake/index.ts';
import { ManualClock } from './manual-clock.ts';

const MS_PER_DAY = 86_400_000;
const NOW_MS = 1_800_000_000_000;
const identity = generateIdentity(nativeBackend, 'high', NOW_MS);

function clockAt(wallMs: number): Clock {
  const clock = new ManualClock();
  return { wallMs: () => wallMs, monotonicMs: () => clock.monotonicMs(), schedule: (ms, f) => clock.schedule(ms, f) };
}

const subject: HealthSubject = {
  backend: nativeBackend,
  identity,
  clock: clockAt(NOW_MS),
  wantedListeners: 1,
  openListeners: 1,
  isShutDown: false,
  sharedKeys: undefined,
  audit: undefined,
};

const statusOf = (changed: Partial<HealthSubject>, name: string): string | undefined =>
  checkHealth({ ...subject, ...changed }).checks.find((check) => check.name === name)?.status;

describe('the health check', () => {
  it('finds a sound client healthy', () => {
    const report = checkHealth(subject);
    assert.equal(report.status, 'healthy');
    assert.deepEqual(
      report.checks.map((check) => check.name),
      ['randomness', 'cryptography', 'certificate', 'network'],
    );
  });

  it('notices a stuck source of randomness', () => {
    const stuck = { ...nativeBackend, random: { fill: <T extends Uint8Array>(target: T): T => target } };
    assert.equal(statusOf({ backend: stuck }, 'randomness'), 'unhealthy');
    assert.equal(checkHealth({ ...subject, backend: stuck }).status, 'unhealthy');
  });

  it('notices an AEAD that accepts forgeries', () => {
    const aead = nativeBackend.aead('AES-256-GCM');
    const gullible = {
      ...nativeBackend,
      aead: () => ({
        ...aead,
        importKey: (key: Uint8Array) => {
          const real = aead.importKey(key);
          let opened = new Uint8Array(0);
          return {
            algorithm: real.algorithm,
            seal: real.seal.bind(real),
            sealInto: real.sealInto.bind(real),
            open: (nonce: Uint8Array, sealed: Uint8Array) => {
              if (opened.length === 0) opened = Uint8Array.from(real.open(nonce, sealed));
              return opened;
            },
            openInto: real.openInto.bind(real),
            wipe: real.wipe.bind(real),
          };
        },
      }),
    };
    assert.equal(statusOf({ backend: gullible }, 'cryptography'), 'unhealthy');
  });

  it('warns before a certificate ends, and refuses it before its beginning and after its end', () => {
    const endMs = NOW_MS + (CERTIFICATE_VALIDITY_DAYS - 1) * MS_PER_DAY;
    assert.equal(statusOf({ clock: clockAt(endMs - CERTIFICATE_WARNING_DAYS * MS_PER_DAY) }, 'certificate'), 'healthy');
    assert.equal(statusOf({ clock: clockAt(endMs - 3 * MS_PER_DAY) }, 'certificate'), 'degraded');
    assert.equal(statusOf({ clock: clockAt(endMs + 2 * MS_PER_DAY) }, 'certificate'), 'unhealthy');
    assert.equal(statusOf({ clock: clockAt(NOW_MS - 2 * MS_PER_DAY) }, 'certificate'), 'unhealthy');
  });

  it('wants the listeners it was given, and a client that is not shut down', () => {
    assert.equal(statusOf({ openListeners: 0 }, 'network'), 'unhealthy');
    assert.equal(statusOf({ isShutDown: true }, 'network'), 'unhealthy');
  });

  it('tells how the source of shared keys does, if there is one', () => {
    assert.equal(checkHealth(subject).checks.length, 4);
    const sharedKeys = {
      source: 'qkd',
      simulated: true,
      endpoint: 'alice',
      policy: 'require-both',
      keysTaken: 3,
      failures: 1,
      problem: undefined,
    } as const;
    assert.equal(statusOf({ sharedKeys }, 'shared keys'), 'healthy');
    const problem = { code: 'KME_UNREACHABLE', message: 'it is down' } as const;
    assert.equal(statusOf({ sharedKeys: { ...sharedKeys, problem } }, 'shared keys'), 'degraded');
  });

  it('finds a client whose audit trail cannot be written in a critical state, and one that lost entries degraded', () => {
    const written = { isFailing: false, waiting: 0, unrecorded: 0 };
    assert.equal(statusOf({ audit: written }, 'audit trail'), 'healthy');
    assert.equal(statusOf({ audit: { ...written, isFailing: true, waiting: 3 } }, 'audit trail'), 'critical');
    assert.equal(checkHealth({ ...subject, audit: { ...written, isFailing: true } }).status, 'critical');
    assert.equal(statusOf({ audit: { ...written, unrecorded: 7 } }, 'audit trail'), 'degraded');
  });
});
