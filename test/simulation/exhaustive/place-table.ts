import type { FaultyValidator } from './faulty-validator.ts';
import type { LoneContext, LoneState } from './lone-validator.ts';
import { Reactions } from './reactions.ts';
import type { SaidMessage, SaidMessages } from './said-messages.ts';

/** Most places of one validator: three of them fit into one number. */
export const MAX_PLACES: number = 2 ** 17;

/** Where a validator can be: its state, and which messages it has sent. */
export interface Place {
  readonly number: number;
  readonly lone: LoneState;
  readonly sent: ReadonlySet<number>;
}

/** A way from one place to another: open when one of the sets of messages was sent. */
export interface Exit {
  readonly to: Place;
  readonly ways: (readonly SaidMessage[])[];
}

/** The places of one validator that a search has come upon, numbered from 1, with the ways between them. */
export class PlaceTable {
  readonly #said: SaidMessages;
  readonly #faulty: FaultyValidator;
  readonly #context: LoneContext;
  readonly #rounds: number;
  readonly #byText = new Map<string, Place>();
  readonly #places: Place[] = [];
  readonly #exits = new Map<Place, { readonly known: number; readonly exits: readonly Exit[] }>();

  constructor(said: SaidMessages, faulty: FaultyValidator, context: LoneContext, rounds: number) {
    this.#said = said;
    this.#faulty = faulty;
    this.#context = context;
    this.#rounds = rounds;
  }

  get size(): number {
    return this.#places.length;
  }

  /** The place with a number. */
  at(number: number): Place {
    const place = this.#places[number - 1];
    if (place === undefined) throw new RangeError(`there is no place ${number}`);
    return place;
  }

  /** The place of a state, which gets a number when it is new. */
  placeOf(lone: LoneState): Place {
    const sent = lone.sent.map((message) => this.#said.said(message, false).id).sort((a, b) => a - b);
    const text = this.#textOf(lone, sent);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const place = { number: this.#places.length + 1, lone, sent: new Set(sent) };
    if (place.number >= MAX_PLACES) throw new RangeError('a validator has more places than the search can number');
    this.#places.push(place);
    this.#byText.set(text, place);
    for (const message of lone.sent) if (message.kind === 'proposal') this.#faulty.learn(this.#said, message.block);
    return place;
  }

  /** The ways out of a place, given everything that was said anywhere so far. */
  exitsOf(place: Place): readonly Exit[] {
    const known = this.#said.all.length;
    const found = this.#exits.get(place);
    if (found?.known === known) return found.exits;
    const exits = this.#explore(place);
    this.#exits.set(place, { known, exits });
    return exits;
  }

  #explore(from: Place): readonly Exit[] {
    const exits = new Map<Place, Exit>();
    for (const { to, needs } of Reactions.of(from.lone, this.#said, this.#context)) {
      if (to.state.round >= this.#rounds) continue;
      const place = this.placeOf(to);
      const exit = exits.get(place) ?? { to: place, ways: [] };
      exits.set(place, exit);
      const isCovered = exit.ways.some((way) => way.every((one) => needs.includes(one)));
      if (place !== from && !isCovered) exit.ways.push(needs);
    }
    return [...exits.values()].filter(({ ways }) => ways.length > 0);
  }

  /** Everything that what a validator does may depend on, and nothing else: states of one text are one. */
  #textOf({ state, durable, decided, violations }: LoneState, sent: readonly number[]): string {
    if (decided !== undefined) return JSON.stringify([decided, violations, sent]);
    const { round, step, lock, valid, signed } = state;
    const isOver = round === this.#rounds - 1 && step === 'precommit';
    const locks = isOver ? [] : [lockText(lock), this.#isValidUsed(state) ? lockText(valid) : ''];
    const disk = durable.map(({ statement, ...record }) => [
      statement.kind,
      statement.round,
      statement.value,
      lockText(record.lock),
      lockText(record.valid),
    ]);
    return JSON.stringify([round, step, locks, signed, disk, violations, sent]);
  }

  /** Whether the block to propose again may still matter: in the round it is of, and to whoever has a turn to come. */
  #isValidUsed({ seat, round, step, valid, chain }: LoneState['state']): boolean {
    if (valid?.round === round && step !== 'precommit') return true;
    for (let later = round; later < this.#rounds; later++) {
      if ((chain.height + later) % chain.set.members.length === seat) return true;
    }
    return false;
  }
}

function lockText(lock: LoneState['state']['lock']): string {
  return lock === null ? '' : `${lock.round} ${lock.value}`;
}
