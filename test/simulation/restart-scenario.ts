import { silentLogger, silentMetrics } from '../../src/base/index.ts';
import { type Channel, NetworkComms } from '../../src/network/index.ts';
import { Chances } from './chances.ts';
import { numberedMessage, numberOf } from './numbered-messages.ts';
import type { ScenarioResult } from './scenario-result.ts';
import { identities, type Name, withChances } from './simulated-identity.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { SimulatedTime } from './simulated-time.ts';
import { type Weather, weatherOf } from './weather.ts';

const MESSAGES = 40;
const LONGEST_ABSENCE_MS = 8000;
const PATIENCE_MS = 30 * 60_000;

/** How an application keeps what it has done: with the place in the conversation, as it should, or a way of its own. For tests. */
export type Ledger = (message: number, conversation: string, number: number) => 'new' | 'done before';

/**
 * Bob's process dies again and again, with all that it had in memory, while Alice sends him numbered messages. What he has done he keeps
 * together with the place of the message in Alice's conversation. spec/records §5.1
 *
 * Checked: every message takes effect once and in order; what Alice knows to be acknowledged is never handed out again.
 */
export class RestartScenario {
  readonly #seed: number;
  readonly #time = new SimulatedTime();
  readonly #chances: Chances;
  readonly #weather: Weather;
  readonly #network: SimulatedNetwork;
  readonly #violations: string[] = [];
  readonly #acknowledged = new Set<number>();
  readonly #effects: number[] = [];
  readonly #ledger: Ledger;
  /** Bob's present process; the former ones do nothing any more. */
  #bob: NetworkComms | undefined;
  #cameAgain = 0;

  constructor(seed: number, ledger: Ledger = durableLedger()) {
    this.#seed = seed;
    this.#ledger = ledger;
    this.#chances = new Chances(seed);
    this.#weather = weatherOf(this.#chances.fork());
    this.#network = new SimulatedNetwork(this.#time, this.#chances.u32());
  }

  /** Runs it to its end: never throws for what the code under test does. */
  async run(): Promise<ScenarioResult> {
    await this.#settles(this.#startBob(), 'nobody listens');
    const alice = this.#process('alice');
    const channel = await this.#settles(alice.connect(identities.bob.peerId, 'memory://bob'), 'there is no channel');
    const spreadMs = this.#scheduleWeather();
    const dying = this.#killBobNowAndThen(spreadMs);
    if (channel !== undefined) await this.#settles(this.#sendAll(channel, spreadMs), 'not every message got through');
    await this.#settles(dying, 'a process does not start again');
    await this.#settles(Promise.all([alice.close(), this.#bob?.close()]), 'closing hangs');
    this.#judge();
    return {
      seed: this.#seed,
      violations: this.#violations,
      sent: MESSAGES,
      delivered: this.#effects.length,
      streamsDelivered: 0,
      failures: {},
      cameAgain: this.#cameAgain,
      connections: this.#network.dialled,
      simulatedMs: this.#time.monotonicMs(),
    };
  }

  #process(name: Name): NetworkComms {
    return new NetworkComms({
      backend: withChances(this.#chances.fork()),
      identity: identities[name],
      policy: 'require-pqc',
      keySource: undefined,
      clock: this.#time,
      logger: silentLogger,
      metrics: silentMetrics,
      authorize: () => Promise.resolve(),
      addressOf: () => undefined,
      transports: [this.#network],
    });
  }

  async #startBob(): Promise<void> {
    const bob = this.#process('bob');
    this.#bob = bob;
    bob.onChannel((channel) =>
      channel.onMessage((message, number) => {
        if (this.#bob === bob) this.#take(message, channel.inbound.conversation, number);
      }),
    );
    await bob.listen('memory://bob');
  }

  /** Bob's application: it does what a message says, unless it has done that before. */
  #take(unverified: Uint8Array, conversation: string, number: number): void {
    const message = numberOf(this.#seed, unverified);
    if (message === undefined) {
      this.#violations.push('wrong bytes were handed out');
      return;
    }
    if (this.#acknowledged.has(message))
      this.#violations.push(`message ${message} was handed out after its acknowledgement`);
    if (this.#ledger(message, conversation, number) === 'new') this.#effects.push(message);
    else this.#cameAgain += 1;
  }

  async #sendAll(channel: Channel, spreadMs: number): Promise<void> {
    const sending: Promise<void>[] = [];
    for (let number = 0; number < MESSAGES; number++) {
      const length = this.#chances.pick([0, 1, 100, 3000, 70_000]);
      const sent = channel.send(numberedMessage(this.#seed, number, length));
      sending.push(sent.then(() => void this.#acknowledged.add(number)));
      await this.#time.passes(this.#chances.below(Math.ceil((2 * spreadMs) / MESSAGES)));
    }
    await Promise.all(sending);
  }

  /** A process that dies takes its connections with it; nobody says goodbye. */
  async #killBobNowAndThen(spreadMs: number): Promise<void> {
    for (let left = this.#chances.between(1, 5); left > 0; left--) {
      await this.#time.passes(this.#chances.below(spreadMs));
      const dead = this.#bob;
      this.#bob = undefined;
      this.#network.cutAll();
      void dead?.close();
      await this.#time.passes(1 + this.#chances.below(LONGEST_ABSENCE_MS));
      await this.#startBob();
    }
  }

  #scheduleWeather(): number {
    let atMs = 0;
    for (const { forMs, conditions, cutsAll } of this.#weather.phases) {
      this.#time.schedule(atMs, () => {
        this.#network.change(conditions);
        if (cutsAll) this.#network.cutAll();
      });
      atMs += forMs;
    }
    this.#time.schedule(atMs, () => this.#network.heal());
    return atMs;
  }

  #judge(): void {
    const expected = Array.from({ length: MESSAGES }, (_, number) => number);
    if (this.#effects.join() !== expected.join()) {
      this.#violations.push(`what took effect is ${this.#effects.join(' ')}, not every message once and in order`);
    }
  }

  async #settles<T>(promise: Promise<T>, violation: string): Promise<T | undefined> {
    let result: T | undefined;
    const settled = promise.then(
      (value) => (result = value),
      (error: unknown) => this.#violations.push(`${violation}: ${String(error)}`),
    );
    await this.#time.settled(settled, PATIENCE_MS).catch(() => this.#violations.push(violation));
    return result;
  }
}

/** spec/records §5.1: the number of the last message done, kept with what it has done. */
function durableLedger(): Ledger {
  const done = new Map<string, number>();
  return (_message, conversation, number) => {
    if (number <= (done.get(conversation) ?? 0)) return 'done before';
    done.set(conversation, number);
    return 'new';
  };
}
