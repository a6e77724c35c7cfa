import { type Clock, systemClock } from '../base/index.ts';
import {
  type CryptoBackend,
  cipherSuites,
  kernelBackend,
  kernelTestNames,
  nativeBackend,
  runSelfTests,
  type SelfTestResult,
  selfTestNames,
} from '../crypto/index.ts';

/** Outcome of the known-answer tests of every primitive. */
export interface SelfTestReport {
  readonly ok: boolean;
  readonly backend: string;
  readonly suites: readonly string[];
  readonly tests: readonly SelfTestResult[];
  /** Primitives that were not tested now: a client tests them before their first use. */
  readonly pending: readonly string[];
}

/** What is tested, and how. */
export interface SelfTestOptions {
  readonly backend?: CryptoBackend;
  readonly clock?: Clock;
  /** Whether the primitives are tested too that take seconds; by default not. */
  readonly slowToo?: boolean;
}

/** Runs the known-answer tests of the primitives now: of all of them, or of all but the slow ones. docs/spec/self-test.md */
export function runSelfTest(options: SelfTestOptions = {}): SelfTestReport {
  const { backend = nativeBackend, clock = systemClock, slowToo = false } = options;
  const [quick, slow] = [selfTestNames('quick'), selfTestNames('slow')];
  const tests = [
    ...runSelfTests(backend, clock, slowToo ? [...quick, ...slow] : quick),
    ...(backend === nativeBackend ? testKernels(clock) : []),
  ];
  return {
    ok: tests.every((test) => test.ok),
    backend: backend.name,
    suites: cipherSuites.map((suite) => suite.name),
    tests,
    pending: slowToo ? [] : slow,
  };
}

/** What a busy process does in WebAssembly: docs/adr/0189. */
function testKernels(clock: Clock): readonly SelfTestResult[] {
  return runSelfTests(kernelBackend, clock, kernelTestNames).map((result) => ({
    ...result,
    primitive: `${result.primitive} in WebAssembly`,
  }));
}
