import type { ConsensusMessage } from '../../../src/consensus/index.ts';
import type { ToyBlock } from '../twins/toy-chain.ts';

type ToyMessage = ConsensusMessage<ToyBlock>;

/** A message that somebody may have sent, with its number. */
export interface SaidMessage {
  readonly id: number;
  readonly message: ToyMessage;
  /** Whether the faulty validator has made it: then it is to be had at any time. */
  readonly isFaulty: boolean;
}

/** All messages that a search has come upon, each once. */
export class SaidMessages {
  readonly all: SaidMessage[] = [];
  readonly #byText = new Map<string, SaidMessage>();

  /** The message under its number, which it gets when it is new. */
  said(message: ToyMessage, isFaulty: boolean, signer = ''): SaidMessage {
    const { kind, validator, round, value, lockRound } = message;
    const text = `${kind} ${validator} ${round} ${value} ${lockRound} ${signer}`;
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const said = { id: this.all.length, message, isFaulty };
    this.all.push(said);
    this.#byText.set(text, said);
    return said;
  }

  /** Votes of each step of each round. */
  *steps(of: readonly SaidMessage[]): Generator<readonly SaidMessage[]> {
    for (const round of new Set(of.map(({ message }) => message.round))) {
      for (const kind of ['prevote', 'precommit'] as const) {
        yield of.filter(({ message }) => message.kind === kind && message.round === round);
      }
    }
  }
}
