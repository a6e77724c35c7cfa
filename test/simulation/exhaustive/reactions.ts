import type { ReducerEffect, ReducerEvent } from '../../../src/consensus/index.ts';
import type { ToyBlock } from '../twins/toy-chain.ts';
import { type LoneContext, type LoneState, LoneValidator } from './lone-validator.ts';
import type { SaidMessage, SaidMessages } from './said-messages.ts';

/** Messages that one reaction may need: a proposal and the votes of a quorum of four. */
const MAX_NEEDED = 4;
/** Validators that must have voted, or be ahead, for a time-out or a jump. */
const MAX_VOTERS = 3;
const MAX_AHEAD = 2;

/** Somewhere a validator can get to, and the messages of honest validators that lead there; those of the faulty one are always to be had. */
export interface Reaction {
  readonly to: LoneState;
  readonly needs: readonly SaidMessage[];
}

/** Messages that can move a validator only together: sets of them up to a size. */
interface Group {
  readonly messages: readonly SaidMessage[];
  readonly depth: number;
}

type Action = (validator: LoneValidator) => unknown;

/** Everything that a validator may do next, by the reducer under test: it is handed every set of messages that could make it move. */
export class Reactions {
  readonly #from: LoneState;
  readonly #said: SaidMessages;
  readonly #context: LoneContext;
  readonly #useful: readonly SaidMessage[];
  readonly #found: Reaction[] = [];

  private constructor(from: LoneState, said: SaidMessages, context: LoneContext) {
    this.#from = from;
    this.#said = said;
    this.#context = context;
    // What is refused at once, such as a forgery, leads nowhere.
    this.#useful = said.all.filter((one) => !isRefused(this.#start().handle(eventOf(one))));
  }

  /** The reactions of a validator to what may have been said. */
  static of(from: LoneState, said: SaidMessages, context: LoneContext): readonly Reaction[] {
    if (from.decided !== undefined) return [];
    const reactions = new Reactions(from, said, context);
    reactions.#explore();
    return reactions.#found;
  }

  #start(): LoneValidator {
    return new LoneValidator(this.#context, this.#from);
  }

  #explore(): void {
    const { step } = this.#from.state;
    if (step === 'waiting') this.#keep(this.#from, [], (validator) => validator.handle({ type: 'begin' }));
    if (step === 'propose') this.#keep(this.#from, [], (validator) => validator.fire(step));
    if (this.#context.crashes) this.#restart();
    for (const group of this.#groups()) this.#hear(this.#from, group, 0, []);
  }

  *#groups(): Generator<Group> {
    const { round } = this.#from.state;
    const useful = this.#useful;
    const proposals = useful.filter(({ message }) => message.kind === 'proposal');
    const values = new Set([null, ...proposals.map(({ message }) => message.value)]);
    for (const votes of this.#said.steps(useful)) {
      for (const value of values) {
        const messages = [...proposals, ...votes].filter(({ message }) => message.value === value);
        yield { messages, depth: MAX_NEEDED };
      }
      // Votes for different blocks lead to a time-out, and only in the round that it is in.
      if (votes[0]?.message.round === round) yield { messages: votes, depth: MAX_VOTERS };
    }
    yield { messages: useful.filter(({ message }) => message.round > round), depth: MAX_AHEAD };
  }

  /** Hands in messages of a group, in its order, until something moves. */
  #hear(before: LoneState, { messages, depth }: Group, first: number, heard: readonly SaidMessage[]): void {
    for (let at = first; at < messages.length; at++) {
      const one = messages[at];
      if (one === undefined || contradicts(one, heard)) continue;
      const validator = new LoneValidator(this.#context, before);
      if (isRefused(validator.handle(eventOf(one)))) continue;
      const set = [...heard, one];
      if (validator.hasMovedFrom(this.#from)) this.#keep(before, set, (again) => again.handle(eventOf(one)));
      else if (depth > 1) this.#hear(validator.heard, { messages, depth: depth - 1 }, at, set);
    }
  }

  #restart(): void {
    const validator = this.#start();
    validator.restart();
    this.#found.push({ to: validator.result, needs: [] });
  }

  /** Notes where an action leads; and where, when a time-out that it has set ends. */
  #keep(before: LoneState, set: readonly SaidMessage[], action: Action): void {
    const needs = set.filter(({ isFaulty }) => !isFaulty);
    const { timers } = this.#note(before, needs, action);
    for (const step of timers) {
      this.#note(before, needs, (validator) => {
        action(validator);
        if (validator.timers.includes(step)) validator.fire(step);
      });
    }
  }

  /** Without a crash, and with one after each effect. */
  #note(before: LoneState, needs: readonly SaidMessage[], action: Action): LoneValidator {
    const validator = new LoneValidator(this.#context, before);
    action(validator);
    this.#found.push({ to: validator.result, needs });
    for (let effects = 1, isOver = !this.#context.crashes; !isOver; effects++) {
      const crashing = new LoneValidator(this.#context, before, effects);
      action(crashing);
      isOver = !crashing.hasCrashed;
      if (!isOver) this.#found.push({ to: crashing.result, needs });
    }
    return validator;
  }
}

/** No honest validator says two things in one step, so nobody hears both. */
function contradicts({ isFaulty, message }: SaidMessage, heard: readonly SaidMessage[]): boolean {
  if (isFaulty) return false;
  const { kind, round, validator } = message;
  return heard.some(
    (other) =>
      !other.isFaulty &&
      other.message !== message &&
      other.message.kind === kind &&
      other.message.round === round &&
      other.message.validator === validator,
  );
}

function eventOf({ message }: SaidMessage): ReducerEvent<ToyBlock> {
  return { type: 'message', message };
}

function isRefused(effects: readonly ReducerEffect<ToyBlock>[]): boolean {
  return effects.some(({ type }) => type === 'refuse');
}
