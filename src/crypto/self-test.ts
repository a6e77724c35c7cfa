import type { Clock } from '../base/index.ts';
import { aeadSelfTests } from './aead-self-tests.ts';
import type { CryptoBackend } from './backend.ts';
import { hashSelfTests } from './hash-self-tests.ts';
import { kemSelfTests } from './kem-self-tests.ts';
import type { SelfTest } from './self-test-check.ts';
import { signatureSelfTests } from './signature-self-tests.ts';

/** What became of the test of one primitive. */
export interface SelfTestResult {
  readonly primitive: string;
  readonly ok: boolean;
  readonly durationMs: number;
}

const selfTests: readonly SelfTest[] = [...hashSelfTests, ...aeadSelfTests, ...kemSelfTests, ...signatureSelfTests];

/**
 * Tests every primitive of a backend against answers published with the standards, and constructions of ours against
 * themselves. Throws nothing: what to do about a failure is the caller's to decide.
 */
export function runSelfTests(backend: CryptoBackend, clock: Clock): readonly SelfTestResult[] {
  return selfTests.map(({ primitive, passes }) => {
    const startMs = clock.monotonicMs();
    const ok = succeeds(() => passes(backend));
    return { primitive, ok, durationMs: clock.monotonicMs() - startMs };
  });
}

function succeeds(passes: () => boolean): boolean {
  try {
    return passes();
  } catch {
    return false;
  }
}
