import { isQForgeError, silentLogger, silentMetrics } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/index.ts';
import { type Channel, NetworkComms } from '../../src/network/index.ts';
import { numberedMessage, numberOf } from '../simulation/numbered-messages.ts';
import type { SimulatedPair } from '../simulation/simulated-connection.ts';
import { SimulatedNetwork } from '../simulation/simulated-network.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { type UnitTamper, WireUnits } from './wire-units.ts';

/** Who receives what is tampered with: Bob, who was called, or Alice, who has called. */
export type Victim = 'alice' | 'bob';

/** What an attack led to. */
export interface AttackOutcome {
  /** What must never happen, and did. */
  readonly faults: readonly string[];
  /** What the victim has put on the wire after it: bytes, and how the connection went. */
  readonly trace: string;
}

/** One attacker's plan; `pair` is the connection, to be cut if that is part of it. */
export type Attack = (pair: SimulatedPair) => UnitTamper;

const MESSAGES = 3;
const MESSAGE_BYTES = 20;
const PATIENCE_MS = 60_000;
const now = new SimulatedTime().wallMs();
const identities: Readonly<Record<Victim, DeviceIdentity>> = {
  alice: generateIdentity(nativeBackend, 'high', now),
  bob: generateIdentity(nativeBackend, 'high', now),
};

/**
 * Alice and Bob on a calm network whose first connection is attacked in one direction; each sends the other three messages. With
 * `rekeys` Alice then asks for new keys, and each sends three more.
 */
export class WireAttack {
  readonly #victim: Victim;
  readonly #rekeys: boolean;
  readonly #time = new SimulatedTime();
  readonly #network: SimulatedNetwork;
  readonly #faults: string[] = [];
  readonly #ended: Promise<unknown>[] = [];
  #attackedMs: number | undefined;
  #pair: SimulatedPair | undefined;
  #sentBefore = 0;
  #failed = false;

  constructor(victim: Victim, attack: Attack, { rekeys = false }: { readonly rekeys?: boolean } = {}) {
    this.#victim = victim;
    this.#rekeys = rekeys;
    this.#network = new SimulatedNetwork(this.#time, 1);
    this.#network.onPair = (pair) => {
      if (this.#pair !== undefined) return;
      this.#pair = pair;
      this.#arm(pair, attack(pair));
    };
  }

  /** Runs it to the end of both devices. */
  async run(): Promise<AttackOutcome> {
    const [alice, bob] = [this.#device('alice'), this.#device('bob')];
    await this.#time.settled(bob.listen('memory://bob'), PATIENCE_MS);
    const talking = this.#talk(alice);
    await this.#time.run(() => this.#pair?.isGone === true, PATIENCE_MS);
    const goneMs = this.#time.monotonicMs() - (this.#attackedMs ?? 0);
    const trace = `${this.#sentByVictim() - this.#sentBefore} bytes, gone after ${Math.round(goneMs)} ms`;
    await this.#settles(Promise.all([alice.close(), bob.close(), talking]), 'closing hangs');
    await this.#settles(Promise.all(this.#ended), 'a channel never ends');
    if (this.#attackedMs === undefined) this.#faults.push('the attack never came to its turn');
    if (!this.#failed && this.#network.dialled < 2) this.#faults.push('nobody has noticed anything');
    for (const [name, device] of [
      ['alice', alice],
      ['bob', bob],
    ] as const) {
      const held = Object.values(device.getMemoryPoolStats()).reduce((sum, { inUse }) => sum + inUse, 0);
      if (held > 0) this.#faults.push(`${name} still holds ${held} buffers`);
    }
    return { faults: this.#faults, trace };
  }

  #arm(pair: SimulatedPair, tamper: UnitTamper): void {
    const link = this.#victim === 'bob' ? pair.forth : pair.back;
    const units = new WireUnits((unit) => {
      const out = tamper(unit);
      if (this.#attackedMs === undefined && !(out.length === 1 && out[0] === unit.bytes)) {
        this.#attackedMs = this.#time.monotonicMs();
        this.#sentBefore = this.#sentByVictim();
      }
      return out;
    });
    link.tamper = (segment) => units.push(segment);
  }

  #sentByVictim(): number {
    return (this.#victim === 'bob' ? this.#pair?.back.sentBytes : this.#pair?.forth.sentBytes) ?? 0;
  }

  #device(name: Victim): NetworkComms {
    const device = new NetworkComms({
      backend: nativeBackend,
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
    device.onChannel((channel) => void this.#use(name, channel));
    return device;
  }

  async #talk(alice: NetworkComms): Promise<void> {
    try {
      await this.#use('alice', await alice.connect(identities.bob.peerId, 'memory://bob'));
    } catch (error) {
      this.#note('connecting', error);
    }
  }

  /** Sends the messages one by one, each in a record of its own, and checks what comes. */
  async #use(name: Victim, channel: Channel): Promise<void> {
    let next = 0;
    channel.onMessage((message) => {
      const number = numberOf(1, message);
      if (number !== next) this.#faults.push(`${name} was handed ${number} instead of ${next}`);
      next += 1;
    });
    this.#ended.push(channel.closed.then((failure) => failure !== undefined && this.#note('a channel', failure)));
    for (let number = 0; number < (this.#rekeys ? 2 * MESSAGES : MESSAGES); number++) {
      if (number === MESSAGES && name === 'alice') channel.rekey();
      channel.send(numberedMessage(1, number, MESSAGE_BYTES)).catch((error: unknown) => this.#note('sending', error));
      await this.#time.passes(5);
    }
  }

  #note(what: string, error: unknown): void {
    this.#failed = true;
    const isFault = !isQForgeError(error) || error.code === 'INTERNAL' || error.code === 'ASSERTION_FAILED';
    if (isFault) this.#faults.push(`${what} failed with ${String(error)}`);
  }

  async #settles(promise: Promise<unknown>, fault: string): Promise<void> {
    await this.#time.settled(promise, PATIENCE_MS).catch(() => this.#faults.push(fault));
  }
}
