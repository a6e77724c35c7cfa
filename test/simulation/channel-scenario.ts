import { Chances } from './chances.ts';
import type { ScenarioResult } from './scenario-result.ts';
import { type Sabotage, SimulatedDevice } from './simulated-device.ts';
import type { Name } from './simulated-identity.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { SimulatedTime } from './simulated-time.ts';
import { type Weather, weatherOf } from './weather.ts';

const MESSAGES_EACH_WAY = 24;
const STREAMS_EACH_WAY = 3;
const LINGER_MS = 3000;
const PATIENCE_MS = 15 * 60_000;

/** Two devices that send each other numbered messages through a seed's weather. */
export class ChannelScenario {
  readonly #seed: number;
  readonly #time = new SimulatedTime();
  readonly #chances: Chances;
  readonly #weather: Weather;
  readonly #network: SimulatedNetwork;
  readonly #devices: Readonly<Record<Name, SimulatedDevice>>;
  readonly #violations: string[] = [];

  constructor(seed: number, sabotage: Sabotage = (message, take) => take(message)) {
    this.#seed = seed;
    this.#chances = new Chances(seed);
    this.#weather = weatherOf(this.#chances.fork());
    this.#network = new SimulatedNetwork(this.#time, this.#chances.u32());
    const fates = this.#chances.fork();
    this.#network.onPair = (pair) => {
      if (fates.happens(this.#weather.earlyCutRate))
        fates.pick([pair.forth, pair.back]).cutAfterBytes = fates.below(9000);
    };
    this.#devices = { alice: this.#device('alice', 'bob', sabotage), bob: this.#device('bob', 'alice', sabotage) };
  }

  /** Runs it to its end: never throws for what the code under test does. */
  async run(): Promise<ScenarioResult> {
    const devices = Object.values(this.#devices);
    await this.#time.settled(Promise.all(devices.map((device) => device.listen())), PATIENCE_MS);
    const sending = devices.flatMap((device) => this.#sendAll(device));
    const weatherMs = this.#scheduleWeather();
    await this.#time.run(() => false, weatherMs);
    await this.#expectEnd(Promise.all(sending), 'not every promise settled after the network had healed');
    await this.#expectEnd(this.#progress(), 'no message got through after the network had healed');
    await this.#expectEnd(Promise.all(devices.map((device) => device.comms.close())), 'closing hangs');
    // What was written at the end may be on its way still: a connection that lingers is dropped then.
    await this.#time.run(() => false, LINGER_MS);
    for (const device of devices) this.#judge(device);
    return this.#result(devices);
  }

  #device(name: Name, peer: Name, sabotage: Sabotage): SimulatedDevice {
    const chances = this.#chances.fork();
    const report = (what: string): number => this.#violations.push(what);
    return new SimulatedDevice({
      name,
      peer,
      seed: this.#seed,
      time: this.#time,
      network: this.#network,
      report,
      sabotage,
      chances,
    });
  }

  #sendAll(device: SimulatedDevice): Promise<void>[] {
    const spreadMs = this.#weather.phases.reduce((sum, { forMs }) => sum + forMs, 0);
    const streams = Array.from({ length: STREAMS_EACH_WAY }, async (_, number) => {
      const length = this.#chances.pick([0, 1, 5000, 400_000]);
      await this.#time.passes(this.#chances.below(spreadMs));
      await device.stream(number, length);
    });
    const messages = Array.from({ length: MESSAGES_EACH_WAY }, async () => {
      const length = this.#chances.pick([0, 1, 100, 3000, 70_000, 300_000]);
      await this.#time.passes(this.#chances.below(spreadMs));
      await device.send(length);
    });
    return [...messages, ...streams];
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
    this.#time.schedule(atMs, () => {
      this.#network.onPair = () => undefined;
      this.#network.heal();
    });
    return atMs + 1;
  }

  /** A message each way, tried again while old connections are found to be dead. */
  async #progress(): Promise<void> {
    for (const device of Object.values(this.#devices)) {
      while (!(await device.send(10))) await this.#time.passes(1000);
    }
  }

  async #expectEnd(promise: Promise<unknown>, violation: string): Promise<void> {
    const settled = promise.catch((error: unknown) => this.#violations.push(`unexpected: ${String(error)}`));
    await this.#time.settled(settled, PATIENCE_MS).catch(() => this.#violations.push(violation));
  }

  #judge(device: SimulatedDevice): void {
    const peer = this.#devices[device.peer];
    for (const number of device.resolved) {
      if (!peer.received.has(number))
        this.#violations.push(`${device.name}'s message ${number} was acknowledged, not delivered`);
    }
    const lost = [...device.failures.values()].reduce((sum, count) => sum + count, 0);
    if (this.#weather.isHarmless && lost > 0) this.#violations.push(`${device.name}: ${lost} failures without a fault`);
    const stats = Object.values(device.comms.getMemoryPoolStats());
    const held = stats.reduce((sum, { inUse }) => sum + inUse, 0);
    if (held > 0) this.#violations.push(`${device.name} still holds ${held} buffers`);
  }

  #result(devices: readonly SimulatedDevice[]): ScenarioResult {
    const failures: Record<string, number> = {};
    for (const device of devices) {
      for (const [code, count] of device.failures) failures[code] = (failures[code] ?? 0) + count;
    }
    return {
      seed: this.#seed,
      violations: this.#violations,
      sent: devices.reduce((sum, { sent }) => sum + sent, 0),
      delivered: devices.reduce((sum, { received }) => sum + received.size, 0),
      streamsDelivered: devices.reduce((sum, { streamsRead }) => sum + streamsRead, 0),
      failures,
      connections: this.#network.dialled,
      simulatedMs: this.#time.monotonicMs(),
    };
  }
}
