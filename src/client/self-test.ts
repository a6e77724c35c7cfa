import { type Clock, systemClock } from '../base/index.ts';
import { type CryptoBackend, cipherSuites, nativeBackend, runSelfTests, type SelfTestResult } from '../crypto/index.ts';

/** Outcome of the known-answer tests of every primitive. */
export interface SelfTestReport {
  readonly ok: boolean;
  readonly backend: string;
  readonly suites: readonly string[];
  readonly tests: readonly SelfTestResult[];
}

/** Runs the known-answer tests of every primitive now. */
export function runSelfTest(backend: CryptoBackend = nativeBackend, clock: Clock = systemClock): SelfTestReport {
  const tests = runSelfTests(backend, clock);
  return {
    ok: tests.every((test) => test.ok),
    backend: backend.name,
    suites: cipherSuites.map((suite) => suite.name),
    tests,
  };
}
