import {
  type Clock,
  type SecuritySignal,
  type SecuritySignalSink,
  silentLogger,
  silentMetrics,
} from '../base/index.ts';
import { type CipherSuite, nativeBackend } from '../crypto/index.ts';
import {
  type EntropyReport,
  type EntropySource,
  GuardedBackend,
  httpSource,
  SecurityFoundation,
  type SelfTestStatus,
  SelfTests,
} from '../security/index.ts';
import type { ClientOptions } from './client-options.ts';
import { SecurityEvents } from './security-events.ts';

interface SecurityParts {
  readonly clock: Clock;
  readonly events: SecurityEvents;
  readonly foundation: SecurityFoundation;
  readonly backend: GuardedBackend;
  readonly tests: SelfTests;
  readonly early: EarlySignals;
}

/** Keeps signals until there is somebody to tell them to. */
class EarlySignals {
  readonly #kept: SecuritySignal[] = [];
  #sink: SecuritySignalSink | undefined;

  readonly observe = (signal: SecuritySignal): void => {
    if (this.#sink === undefined) this.#kept.push(signal);
    else this.#sink(signal);
  };

  handTo(sink: SecuritySignalSink): void {
    this.#sink = sink;
    for (const signal of this.#kept.splice(0)) sink(signal);
  }
}

/** What a client's cryptography stands on: tested randomness, tested primitives, and where security events go. */
export class ClientSecurity {
  readonly events: SecurityEvents;
  readonly foundation: SecurityFoundation;
  /** Nothing of it is used before it has given its known answers. */
  readonly backend: GuardedBackend;
  readonly #clock: Clock;
  readonly #tests: SelfTests;
  readonly #early: EarlySignals;

  private constructor(parts: SecurityParts) {
    this.events = parts.events;
    this.foundation = parts.foundation;
    this.backend = parts.backend;
    this.#clock = parts.clock;
    this.#tests = parts.tests;
    this.#early = parts.early;
  }

  /** Tests the sources of randomness. Throws `ENTROPY_UNHEALTHY`, `ENTROPY_UNREADABLE`, `ARGUMENT_INVALID` for a URL that is not allowed. */
  static async open(options: ClientOptions, clock: Clock): Promise<ClientSecurity> {
    const {
      backend: untested = nativeBackend,
      logger = silentLogger,
      metrics = silentMetrics,
      securityEvents,
    } = options;
    const events = new SecurityEvents({
      logger,
      metrics,
      ...(securityEvents === undefined ? {} : { sink: securityEvents }),
    });
    const tests = SelfTests.of(untested);
    tests.require('SHA-512', clock, events);
    const { devices = [] } = options.entropy ?? {};
    const sources = sourcesOf(options, clock);
    const early = new EarlySignals();
    const sinks = { logger, metrics, events, signals: early.observe };
    const foundation = await SecurityFoundation.open({ backend: untested, clock, ...sinks, devices, sources });
    const backend = new GuardedBackend({ backend: untested, clock, entropy: foundation, keys: 'ephemeral', events });
    return new ClientSecurity({ clock, events, foundation, backend, tests, early });
  }

  /** Tests what channels need of a suite, so that the first handshake does not have to. Throws `CRYPTO_SELF_TEST_FAILED`. */
  testSuites(suites: readonly CipherSuite[]): void {
    for (const { dh, kem, aead, hash } of suites) {
      for (const algorithm of [hash, aead, dh, kem]) this.#tests.require(algorithm, this.#clock, this.events);
    }
  }

  /** How far the tests of primitives are. */
  get selfTest(): SelfTestStatus {
    return this.#tests.status;
  }

  /** How the sources of randomness do. */
  get entropy(): EntropyReport {
    return this.foundation.report();
  }

  /** Looks after the sources from now on, and tells of what is wrong with them. */
  start(signals: SecuritySignalSink): void {
    this.#early.handTo(signals);
    this.foundation.keepReviewed();
  }

  /** Forgets what was mixed into randomness. */
  stop(): void {
    this.foundation.close();
  }
}

function sourcesOf({ entropy }: ClientOptions, clock: Clock): readonly EntropySource[] {
  return entropy?.url === undefined ? [] : [httpSource(entropy.url, { clock })];
}
