import { createReducer } from '../../../src/consensus/index.ts';
import { type Mutant, rulesOf } from '../twins/mutants.ts';
import { type ToyBlock, ToyChain } from '../twins/toy-chain.ts';
import { FaultyValidator } from './faulty-validator.ts';
import { type LoneContext, LoneValidator } from './lone-validator.ts';
import { NumberList } from './number-list.ts';
import { NumberSet } from './number-set.ts';
import { type Exit, MAX_PLACES, type Place, PlaceTable } from './place-table.ts';
import { SaidMessages } from './said-messages.ts';

const MEMBERS = ['v0', 'v1', 'v2', 'v3'];

/** What is searched: one height of four validators. */
export interface SearchOptions {
  /** How many rounds, from 0 on. */
  readonly rounds: number;
  /** Number of the faulty validator. */
  readonly faulty: number;
  /** Whether honest validators crash, as often as they like. */
  readonly crashes: boolean;
  /** A protocol with a defect, in place of that of the product. */
  readonly mutant?: Mutant;
  /** States after which the search gives up. */
  readonly maxStates?: number;
}

/** What a search has shown. */
export interface SearchResult {
  readonly states: number;
  readonly transitions: number;
  /** Places that one honest validator can be in, summed over the three. */
  readonly places: number;
  /** States in which all honest validators have decided. */
  readonly decided: number;
  /** Blocks that are decided in some state. */
  readonly values: readonly string[];
  /** The first violation, which ends the search, and the steps that lead there. */
  readonly violation?: { readonly what: string; readonly steps: readonly string[] };
  /** Whether nothing was left out. */
  readonly isComplete: boolean;
}

type Places = readonly Place[];

/** All states that four validators can reach, one of them faulty: breadth first, each state once. docs/adr/0095 */
export class ExhaustiveSearch {
  readonly #tables: readonly PlaceTable[];
  readonly #owners: ReadonlyMap<number, number>;
  readonly #maxStates: number;
  readonly #seen = new NumberSet();
  readonly #queue = new NumberList();
  readonly #parents = new NumberList();
  readonly #values = new Set<string>();
  #transitions = 0;
  #decided = 0;
  #violation: SearchResult['violation'];

  constructor({ rounds, faulty, crashes, mutant, maxStates = Number.POSITIVE_INFINITY }: SearchOptions) {
    const set = { epoch: 0, members: MEMBERS, faulty: 1, quorum: 3 };
    const genesis = new ToyChain(1, 'genesis', set, set);
    const reduce = createReducer<ToyBlock>(mutant === undefined ? {} : { rules: rulesOf(mutant) });
    const context: LoneContext = { reduce, genesis, kept: mutant?.kept ?? ((record) => record), crashes };
    const said = new SaidMessages();
    const liar = new FaultyValidator(genesis, faulty, rounds);
    liar.speakFirst(said);
    const honest = MEMBERS.map((_, seat) => seat).filter((seat) => seat !== faulty);
    this.#owners = new Map(honest.map((seat, slot) => [seat, slot]));
    this.#maxStates = maxStates;
    this.#tables = honest.map(() => new PlaceTable(said, liar, context, rounds));
    const start = honest.map((seat, slot) =>
      this.#table(slot).placeOf(LoneValidator.before(MEMBERS[seat] ?? '', context)),
    );
    this.#reach(start, -1);
  }

  /** Searches until everything is seen or something is violated. */
  run(): SearchResult {
    for (let at = 0; at < this.#queue.length && this.#violation === undefined; at++) {
      if (this.#seen.size >= this.#maxStates) break;
      this.#leave(this.#placesOf(this.#queue.at(at)), at);
    }
    return {
      states: this.#seen.size,
      transitions: this.#transitions,
      places: this.#tables.reduce((sum, { size }) => sum + size, 0),
      decided: this.#decided,
      values: [...this.#values].sort(),
      ...(this.#violation === undefined ? {} : { violation: this.#violation }),
      isComplete: this.#violation === undefined && this.#seen.size < this.#maxStates,
    };
  }

  #table(slot: number): PlaceTable {
    const table = this.#tables[slot];
    if (table === undefined) throw new RangeError(`there is no validator ${slot}`);
    return table;
  }

  #leave(places: Places, at: number): void {
    for (const [slot, place] of places.entries()) {
      for (const exit of this.#table(slot).exitsOf(place)) {
        if (!this.#isOpen(exit, places)) continue;
        this.#transitions += 1;
        this.#reach(places.with(slot, exit.to), at);
        if (this.#violation !== undefined) return;
      }
    }
  }

  #isOpen({ ways }: Exit, places: Places): boolean {
    return ways.some((way) =>
      way.every(({ id, message }) => places[this.#owners.get(message.validator) ?? -1]?.sent.has(id) === true),
    );
  }

  #reach(places: Places, parent: number): void {
    const number = places.reduce((sum, place) => sum * MAX_PLACES + place.number, 0);
    if (!this.#seen.add(number)) return;
    this.#queue.push(number);
    this.#parents.push(parent);
    const decided = places.flatMap(({ lone }) => lone.decided ?? []);
    for (const value of decided) this.#values.add(value);
    if (decided.length === places.length) this.#decided += 1;
    const broken = places.flatMap(({ lone }) => lone.violations);
    if (new Set(decided).size > 1) broken.push(`agreement: ${[...new Set(decided)].join(' and ')}`);
    const [what] = broken;
    if (what !== undefined) this.#violation = { what, steps: this.#stepsTo(this.#queue.length - 1) };
  }

  #placesOf(number: number): Places {
    const numbers = [
      Math.floor(number / MAX_PLACES ** 2),
      Math.floor(number / MAX_PLACES) % MAX_PLACES,
      number % MAX_PLACES,
    ];
    return numbers.map((one, slot) => this.#table(slot).at(one));
  }

  /** What one validator after the other did on the way to a state. */
  #stepsTo(last: number): readonly string[] {
    const steps: string[] = [];
    for (let at = last; at > 0; at = this.#parents.at(at)) {
      const before = this.#placesOf(this.#queue.at(this.#parents.at(at)));
      const moved = this.#placesOf(this.#queue.at(at)).find((place, slot) => place !== before[slot]);
      if (moved !== undefined) steps.unshift(stepText(moved));
    }
    return steps;
  }
}

function stepText({ lone: { state, decided, sent } }: Place): string {
  const last = sent.at(-1);
  const said = last === undefined ? '' : `, said ${last.kind} ${last.value ?? 'nil'} in round ${last.round}`;
  const locked = state.lock === null ? '' : `, locked ${state.lock.value}`;
  return `${state.self}: ${decided === undefined ? `round ${state.round} ${state.step}${locked}` : `decided ${decided}`}${said}`;
}
