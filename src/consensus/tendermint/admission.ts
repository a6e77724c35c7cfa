import type { ConsensusMessage } from '../chain/message.ts';
import type { MemberSet } from './chain-tip.ts';
import type { Refusal } from './refusal.ts';
import type { Transition } from './transition.ts';

/** Future rounds of which messages of one validator are kept. */
export const MAX_FUTURE_ROUNDS = 4;
/** Messages of one validator that are kept for the next height. */
export const MAX_EARLY_MESSAGES = 6;

/** Why a message of this height is none that counts; undefined when it does. The signature comes last, since it costs most. */
export function refusalOf<B>(now: Transition<B>, message: ConsensusMessage<B>, set: MemberSet): Refusal | undefined {
  const { rules, state } = now;
  const { chain } = state;
  if (message.chainId !== chain.chainId) return 'wrong-chain';
  if (!rules.isOfSet(message, set)) return message.epoch === set.epoch ? 'unknown-validator' : 'wrong-epoch';
  if (message.kind === 'proposal') {
    if (rules.proposerOf(set, message.height, message.round) !== message.validator) return 'not-proposer';
    if (chain.valueOf(message.block) !== message.value) return 'wrong-block';
  }
  return rules.isAuthentic(chain, message, set) ? undefined : 'bad-signature';
}

/** Whether a message of a later round is one too many of its validator. */
export function isRoundTooFar<B>(now: Transition<B>, { validator, round }: ConsensusMessage<B>): boolean {
  if (round <= now.state.round + 1) return false;
  let others = 0;
  for (const known of now.state.rounds) {
    if (known.round === round && spoke(known, validator)) return false;
    if (known.round > now.state.round && spoke(known, validator)) others += 1;
  }
  return others >= MAX_FUTURE_ROUNDS;
}

function spoke<B>(known: Transition<B>['state']['rounds'][number], validator: number): boolean {
  return (
    known.prevote.first[validator] !== undefined ||
    known.precommit.first[validator] !== undefined ||
    known.proposals.some(({ message }) => message.validator === validator)
  );
}
