import { assert, type Clock } from '../base/index.ts';
import { aeadSelfTests } from './aead-self-tests.ts';
import type { CryptoBackend } from './backend.ts';
import { hashSelfTests } from './hash-self-tests.ts';
import { kemSelfTests } from './kem-self-tests.ts';
import type { SelfTest } from './self-test-check.ts';
import { signatureSelfTests, slowSelfTests } from './signature-self-tests.ts';

/** What became of the test of one primitive. */
export interface SelfTestResult {
  readonly primitive: string;
  readonly ok: boolean;
  readonly durationMs: number;
}

const selfTests: readonly SelfTest[] = [...hashSelfTests, ...aeadSelfTests, ...kemSelfTests, ...signatureSelfTests];

/** Names of the tests, in the order in which they are made: those that take milliseconds, or the slow ones. */
export function selfTestNames(speed: 'quick' | 'slow' = 'quick'): readonly string[] {
  return (speed === 'quick' ? selfTests : slowSelfTests).map(({ primitive }) => primitive);
}

/**
 * Tests the primitives of a backend, all quick ones or those named, against answers published with the standards, and constructions of ours against
 * themselves. Throws nothing: what to do about a failure is the caller's to decide.
 */
export function runSelfTests(
  backend: CryptoBackend,
  clock: Clock,
  names: readonly string[] = selfTestNames(),
): readonly SelfTestResult[] {
  const wanted = [...selfTests, ...slowSelfTests].filter(({ primitive }) => names.includes(primitive));
  return wanted.map(({ primitive, passes }) => {
    const startMs = clock.monotonicMs();
    const ok = succeeds(() => passes(backend));
    return { primitive, ok, durationMs: clock.monotonicMs() - startMs };
  });
}

/** Whether a backend gives the known answers of these primitives, all of them. */
export function passSelfTests(backend: CryptoBackend, names: readonly string[]): boolean {
  const wanted = selfTests.filter(({ primitive }) => names.includes(primitive));
  assert(wanted.length === names.length, 'every name has a test');
  return wanted.every(({ passes }) => succeeds(() => passes(backend)));
}

function succeeds(passes: () => boolean): boolean {
  try {
    return passes();
  } catch {
    return false;
  }
}
