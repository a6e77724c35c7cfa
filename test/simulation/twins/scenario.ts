import { type MemberSet, proofOfLock, type Reducer } from '../../../src/consensus/index.ts';
import { Liar } from './liar.ts';
import { MessagePool, type PooledMessage } from './message-pool.ts';
import { Observations } from './observations.ts';
import { QuickChances } from './quick-chances.ts';
import { foundingSet, NEWCOMERS, planOf } from './set-plan.ts';
import { SimulatedValidator, type Surroundings } from './simulated-validator.ts';
import { type ToyBlock, ToyChain } from './toy-chain.ts';

/** What a run is about. */
export interface ScenarioOptions {
  /** Validators of the set; a third of them at most is faulty. */
  readonly nodes: number;
  readonly reduce: Reducer<ToyBlock>;
  /** Whether the run goes on, with everything delivered, until everybody has decided. */
  readonly liveness: boolean;
  /** What disks keep of a record that they have acknowledged; everything by default. */
  readonly kept?: Surroundings['kept'];
}

/** What a run has shown. */
export interface ScenarioOutcome {
  readonly violations: readonly string[];
  /** Heights that were decided. */
  readonly decided: number;
}

const PHASES = 14;
const ROUND_OF_BEGIN = -1;
const LIVENESS_STEPS = 400;
const LIVENESS_LIES = 40;

/** One seed: validators, twins and liars over a random delivery matrix in each phase, with crashes, on the reducer of the product. */
export class Scenario implements Surroundings {
  readonly reduce: Reducer<ToyBlock>;
  readonly kept: Surroundings['kept'];
  readonly observations: Observations;
  readonly #chances: QuickChances;
  readonly #hosts: SimulatedValidator[] = [];
  readonly #liars: Liar[] = [];
  readonly #pool = new MessagePool();
  readonly #everybody: number;
  /** Sets by epoch; one, where the set does not change. */
  readonly #plan: readonly MemberSet[];
  readonly #heights: number;
  #begun = 0;

  constructor(seed: number, { nodes, reduce, kept = (record) => record }: ScenarioOptions) {
    this.reduce = reduce;
    this.kept = kept;
    this.#chances = new QuickChances(seed);
    const set = foundingSet(nodes);
    const changesSet = this.#chances.onceIn(5);
    const faultySeats = Array.from({ length: set.faulty }, (_, index) => (seed + 2 * index) % (nodes - 1));
    const faulty = new Set(faultySeats.map((seat) => `v${seat}`));
    this.observations = new Observations(set, (member) => faulty.has(member));
    const genesis = new ToyChain(1, 'genesis', set, set);
    this.#plan = changesSet ? planOf(set, (member) => faulty.has(member), this.#chances) : [set];
    this.#heights = changesSet ? 2 + 2 * (this.#plan.length - 1) : 2;
    const newcomers = Array.from({ length: changesSet ? NEWCOMERS : 0 }, (_, index) => `v${nodes + index}`);
    const universe = [...set.members, ...newcomers];
    for (const member of universe) if (!faulty.has(member)) this.#addHost(member, true, genesis);
    for (const member of faulty) this.#addFaulty(member, genesis);
    this.#everybody = 2 ** this.#hosts.length - 1;
  }

  #addHost(member: string, isHonest: boolean, genesis: ToyChain): void {
    this.#hosts.push(new SimulatedValidator(this.#hosts.length, member, isHonest, genesis, this));
  }

  /** Silent, lying, two twins, or one twin and lies beside it. */
  #addFaulty(member: string, genesis: ToyChain): void {
    const manner = this.#chances.below(8);
    if (manner >= 1 && manner <= 5) this.#liars.push(new Liar(member, this.#chances, this.#pool));
    if (manner >= 4) this.#addHost(member, false, genesis);
    if (manner >= 6) this.#addHost(member, false, genesis);
  }

  send(host: SimulatedValidator, message: PooledMessage['message']): void {
    this.#pool.broadcast(message, host.index, !host.isHonest);
  }

  blockFor({ index, state }: SimulatedValidator, height: number, round: number): ToyBlock {
    const { previous, set, nextSet } = state.chain as ToyChain;
    const next = set === nextSet ? this.#plan[set.epoch + 1] : undefined;
    const change = next === undefined || this.#chances.onceIn(3) ? undefined : next;
    return { value: `${index}.${height}.${round}.${this.#begun++}`, height, previous, isBroken: false, change };
  }

  /** Runs the seed. */
  run(liveness: boolean): ScenarioOutcome {
    for (const host of this.#hosts) host.handle({ type: 'begin' });
    for (let phase = 0; phase < PHASES && !this.#isDone(); phase++) this.#phase();
    if (liveness) this.#settle();
    return { violations: this.observations.violations, decided: this.observations.decidedHeights };
  }

  #isDone(): boolean {
    return this.#hosts.every(({ height, isHonest }) => !isHonest || height > this.#heights);
  }

  #phase(): void {
    const chances = this.#chances;
    for (const host of this.#hosts) if (host.isDown) this.#restart(host);
    if (chances.onceIn(6)) this.#anybody().effectsToCrash = chances.below(6);
    for (const liar of this.#liars) this.#lie(liar);
    this.#deliver(this.#matrix(), chances.onceIn(2));
    this.#answerQuestions(2);
    for (const host of this.#hosts) if (!host.isDown && chances.onceIn(2)) this.#fire(host);
  }

  #restart(host: SimulatedValidator): void {
    this.#pool.forget(host.index);
    host.restart();
  }

  #lie(liar: Liar): void {
    const lies = this.#chances.below(4);
    for (let lie = 0; lie < lies; lie++) liar.speak(this.#anybody(), this.#everybody);
  }

  #anybody(): SimulatedValidator {
    const host = this.#hosts[this.#chances.below(this.#hosts.length)];
    if (host === undefined) throw new RangeError('there is nobody');
    return host;
  }

  /** Whom each validator hears in this phase: everybody, its side of a cut, or anything. */
  #matrix(): readonly number[] {
    const chances = this.#chances;
    const manner = chances.below(4);
    if (manner === 0) return this.#hosts.map(() => this.#everybody);
    if (manner === 1) {
      const side = chances.mask(false) & this.#everybody;
      return this.#hosts.map(({ index }) => ((side >> index) & 1 ? side : this.#everybody & ~side));
    }
    return this.#hosts.map(() => chances.mask(manner === 2) & this.#everybody);
  }

  /** Offers every message to whoever hears somebody that has it; what comes up meanwhile waits for the next phase, or not. */
  #deliver(hears: readonly number[], isMultiHop: boolean): void {
    const { messages } = this.#pool;
    const known = messages.length;
    for (let at = this.#pool.firstOpen(this.#everybody); at < (isMultiHop ? messages.length : known); at++) {
      const pooled = messages[at];
      if (pooled === undefined || pooled.offered === this.#everybody) continue;
      for (const host of this.#hosts) {
        const own = 1 << host.index;
        const heard = hears[host.index] ?? 0;
        if ((pooled.offered & own) === 0 && (heard & pooled.holders || pooled.told & own) && !host.isDown)
          this.#offer(pooled, host);
      }
    }
  }

  #offer(pooled: PooledMessage, host: SimulatedValidator): void {
    const own = 1 << host.index;
    pooled.offered |= own;
    for (const effect of host.handle({ type: 'message', message: pooled.message }, pooled.isFaultySender)) {
      if (effect.type === 'relay') pooled.holders |= own;
      // What could not be kept may come again: validators repeat what they know.
      else if (effect.type === 'refuse' && isForLater(effect.reason)) pooled.offered &= ~own;
    }
  }

  /** Now and then somebody who is behind, or lacks a proof, gets an answer; sometimes from a liar. */
  #answerQuestions(scarcity: number): void {
    for (const host of this.#hosts) {
      if (host.isDown || (host.fetching === 0 && host.wantedProof === undefined) || !this.#chances.onceIn(scarcity))
        continue;
      const liar = this.#liars[0];
      if (liar !== undefined && this.#chances.onceIn(3)) {
        const answer = liar.falseCertificate(host);
        if (answer !== undefined) host.handle({ type: 'certificate', ...answer });
      }
      this.#answerTruly(host, this.#anybody());
    }
  }

  #answerTruly(host: SimulatedValidator, peer: SimulatedValidator): void {
    if (host.isDown) return;
    const logged = host.fetching > 0 ? peer.log[host.height - 1] : undefined;
    if (logged !== undefined) {
      host.handle({ type: 'certificate', ...logged });
      return;
    }
    const { wantedProof } = host;
    if (wantedProof === undefined || peer.height !== host.height) return;
    const certificate = proofOfLock(peer.state, wantedProof.round, wantedProof.value);
    if (certificate === undefined) return;
    host.wantedProof = undefined;
    host.handle({ type: 'certificate', certificate });
  }

  /** The last time-out that was set passes, or one of those before it. */
  #fire(host: SimulatedValidator): void {
    const { timers } = host;
    if (timers.length === 0) return;
    const [timer] = timers.splice(this.#chances.onceIn(4) ? this.#chances.below(timers.length) : timers.length - 1, 1);
    if (timer === undefined) return;
    if (timer.round === ROUND_OF_BEGIN) host.handle({ type: 'begin' });
    else host.handle({ ...timer, type: 'timeout' });
  }

  /** After stabilisation: everything arrives, time passes in order, and every honest validator must come to the end. */
  #settle(): void {
    const hears = this.#hosts.map(() => this.#everybody);
    for (const host of this.#hosts) host.effectsToCrash = -1;
    for (const host of this.#hosts) if (host.isDown) this.#restart(host);
    for (let step = 0; step < LIVENESS_STEPS && !this.#isDone(); step++) {
      if (step < LIVENESS_LIES) for (const liar of this.#liars) this.#lie(liar);
      this.#exchangeAll(hears);
      for (const host of this.#hosts) this.#answerFromAll(host);
      if (!this.#isDone()) this.#passTime();
    }
    if (!this.#isDone()) this.observations.violations.push(`termination: ${this.#whereabouts()}`);
  }

  #exchangeAll(hears: readonly number[]): void {
    let before = -1;
    while (before !== this.#pool.messages.length) {
      before = this.#pool.messages.length;
      this.#deliver(hears, true);
    }
  }

  #answerFromAll(host: SimulatedValidator): void {
    for (const peer of this.#hosts) {
      if (host.fetching > 0 || host.wantedProof !== undefined) this.#answerTruly(host, peer);
    }
  }

  /** The shortest pending time-out of each validator passes. */
  #passTime(): void {
    for (const host of this.#hosts) {
      host.timers.sort((a, b) => b.height - a.height || b.round - a.round || a.delayMs - b.delayMs);
      const [timer] = host.timers.splice(0, 1);
      if (timer === undefined) continue;
      if (timer.round === ROUND_OF_BEGIN) host.handle({ type: 'begin' });
      else host.handle({ ...timer, type: 'timeout' });
    }
  }

  #whereabouts(): string {
    return this.#hosts
      .map(({ member, height, state }) => `${member} ${height}/${state.round} ${state.step}`)
      .join(', ');
  }
}

function isForLater(reason: string): boolean {
  return reason === 'round-too-far' || reason === 'too-early';
}

/** Runs one seed. */
export function runScenario(seed: number, options: ScenarioOptions): ScenarioOutcome {
  return new Scenario(seed, options).run(options.liveness);
}
