import { type Clock, QForgeError, type SecurityEventSink, silentSecurityEvents } from '../base/index.ts';
import { type CryptoBackend, runSelfTests, type SelfTestResult, selfTestNames } from '../crypto/index.ts';

/** How far the tests of a backend are. */
export interface SelfTestStatus {
  /** Primitives that gave their known answers. */
  readonly passed: readonly string[];
  /** Primitives that did not: nothing is done with them. */
  readonly failed: readonly string[];
  /** Primitives that were not needed yet: they are tested before their first use. */
  readonly pending: readonly string[];
}

const statesByBackend = new WeakMap<CryptoBackend, SelfTests>();

/**
 * Known-answer tests of the primitives of one backend, each made once in a process, before the first use. docs/spec/self-test.md
 *
 *     pending --first use--> passed | failed
 */
export class SelfTests {
  readonly #backend: CryptoBackend;
  readonly #results = new Map<string, SelfTestResult>();
  /** Names that were asked for, with all tests that belong to them passed. */
  readonly #sound = new Set<string>();

  constructor(backend: CryptoBackend) {
    this.#backend = backend;
  }

  /** The tests of a backend, which all its users in this process share. */
  static of(backend: CryptoBackend): SelfTests {
    const known = statesByBackend.get(backend);
    if (known !== undefined) return known;
    const tests = new SelfTests(backend);
    statesByBackend.set(backend, tests);
    return tests;
  }

  /** Tests an algorithm, and what is built on it, if that was not done yet. Throws `CRYPTO_SELF_TEST_FAILED`, each time. */
  require(algorithm: string, clock: Clock, events: SecurityEventSink = silentSecurityEvents): void {
    if (this.#sound.has(algorithm)) return;
    const names = allNames().filter((name) => belongsTo(name, algorithm));
    this.run(names, clock, events);
    const failed = names.find((name) => this.#results.get(name)?.ok === false);
    if (failed !== undefined) throw new QForgeError('CRYPTO_SELF_TEST_FAILED', { primitive: failed });
    this.#sound.add(algorithm);
  }

  /** Makes those tests of these primitives that were not made yet. */
  run(names: readonly string[], clock: Clock, events: SecurityEventSink = silentSecurityEvents): void {
    const missing = names.filter((name) => !this.#results.has(name));
    for (const result of runSelfTests(this.#backend, clock, missing)) {
      this.#results.set(result.primitive, result);
      if (result.ok) continue;
      const { primitive: subject } = result;
      events.emit({ type: 'self-test-failed', severity: 'critical', atMs: clock.wallMs(), subject });
    }
  }

  /** What became of the tests that were made. */
  get results(): readonly SelfTestResult[] {
    return [...this.#results.values()];
  }

  /** How far they are. */
  get status(): SelfTestStatus {
    const named = (ok: boolean): string[] =>
      this.results.filter((result) => result.ok === ok).map(({ primitive }) => primitive);
    const pending = allNames().filter((name) => !this.#results.has(name));
    return { passed: named(true), failed: named(false), pending };
  }
}

function allNames(): readonly string[] {
  return [...selfTestNames('quick'), ...selfTestNames('slow')];
}

/** Whether the test of this name is about an algorithm: its own, or of HMAC and HKDF on a hash. */
function belongsTo(test: string, algorithm: string): boolean {
  return test === algorithm || test === `HMAC-${algorithm}` || test === `HKDF-${algorithm}`;
}
