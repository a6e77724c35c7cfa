import { takeCertificate } from './certificate-intake.ts';
import { progress } from './height-steps.ts';
import { takeMessage } from './message-intake.ts';
import { type ProtocolRules, protocolRules } from './protocol-rules.ts';
import type { ReducerEffect } from './reducer-effect.ts';
import type { ReducerEvent } from './reducer-event.ts';
import type { ReducerState } from './reducer-state.ts';
import { advance, proposeBlock, startRound, timeOut } from './round-steps.ts';
import { defaultTimeouts, type TimeoutPolicy } from './timeout-policy.ts';
import { Transition } from './transition.ts';

/** What a reducer may be told otherwise. */
export interface ReducerOptions {
  readonly timeouts?: TimeoutPolicy;
  /** Only tests bring other rules. */
  readonly rules?: ProtocolRules;
}

/** Where an event has led. */
export interface ReducerOutcome<B> {
  readonly state: ReducerState<B>;
  /** To be carried out one after the other. */
  readonly effects: readonly ReducerEffect<B>[];
}

/** The validator as a pure function. */
export type Reducer<B> = (state: ReducerState<B>, event: ReducerEvent<B>) => ReducerOutcome<B>;

//  waiting --begin, a proposal, f + 1 others--> propose --prevote--> prevote --precommit--> precommit
//                                                  ^                                            |
//                                                  +------- time-out, or f + 1 others ahead ----+
//  and from every one of them, by a quorum of precommits or a certificate, to waiting at the next height.

/**
 * Tendermint as a function of state and event: no clock, no socket, no key. arXiv 1807.04938, spec/consensus §9
 *
 * The same function runs in validators, in simulations and in the exhaustive search.
 */
export function createReducer<B>({
  timeouts = defaultTimeouts,
  rules = protocolRules,
}: ReducerOptions = {}): Reducer<B> {
  return (state, event) => {
    const now = new Transition(state, rules, timeouts);
    handle(now, event);
    return now;
  };
}

function handle<B>(now: Transition<B>, event: ReducerEvent<B>): void {
  switch (event.type) {
    case 'begin':
      return begin(now);
    case 'block':
      return proposeBlock(now, event.height, event.round, event.block);
    case 'timeout':
      return timeOut(now, event.height, event.round, event.step);
    case 'certificate':
      return takeCertificate(now, event.certificate, event.block);
    case 'message':
      if (takeMessage(now, event.message)) progress(now, event.message);
      return undefined;
  }
}

/** Takes part in the height; in the middle of one, after a restart, what is awaited is timed again. */
function begin<B>(now: Transition<B>): void {
  const { step, round } = now.state;
  if (step === 'waiting') startRound(now, round);
  else now.schedule(step);
  advance(now);
}
