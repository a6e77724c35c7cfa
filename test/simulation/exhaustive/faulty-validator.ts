import type { Statement } from '../../../src/consensus/chain/statement.ts';
import type { ConsensusMessage } from '../../../src/consensus/index.ts';
import { type ToyBlock, type ToyChain, toySignature } from '../twins/toy-chain.ts';
import type { SaidMessages } from './said-messages.ts';

type ToyMessage = ConsensusMessage<ToyBlock>;

/** The faulty validator: it may have sent anything that it can sign, to anybody and at any time; forgeries too. */
export class FaultyValidator {
  readonly #genesis: ToyChain;
  readonly #seat: number;
  readonly #rounds: number;
  readonly #blocks = new Set<string>();

  constructor(genesis: ToyChain, seat: number, rounds: number) {
    this.#genesis = genesis;
    this.#seat = seat;
    this.#rounds = rounds;
  }

  /** What it can say before anybody has spoken: votes for nil, and where it is its turn two blocks of its own and one that is not valid. */
  speakFirst(said: SaidMessages): void {
    this.#vote(said, null);
    for (let round = 0; round < this.#rounds; round++) {
      if (!this.#isItsTurn(round)) continue;
      for (const name of ['a', 'b', 'broken'])
        this.learn(said, this.#block(`faulty.${round}.${name}`, name === 'broken'));
    }
  }

  /** A block has become known: it votes for it everywhere, and proposes it where it is its turn. */
  learn(said: SaidMessages, block: ToyBlock): void {
    if (this.#blocks.has(block.value)) return;
    this.#blocks.add(block.value);
    this.#vote(said, block.value);
    for (let round = 0; round < this.#rounds; round++) {
      for (let lock = -1; this.#isItsTurn(round) && lock < round; lock++) {
        said.said(this.#signed({ kind: 'proposal', round, lockRound: lock }, block.value, this.#seat, block), true);
      }
    }
  }

  #vote(said: SaidMessages, value: string | null): void {
    const { members } = this.#genesis.set;
    for (let round = 0; round < this.#rounds; round++) {
      for (const kind of ['prevote', 'precommit'] as const) {
        for (let validator = 0; validator < members.length; validator++) {
          const vote = this.#signed({ kind, round, lockRound: -1 }, value, validator);
          said.said(vote, true, validator === this.#seat ? '' : 'forged');
        }
      }
    }
  }

  /** Its own signature, also under statements in the name of others. */
  #signed(
    step: Pick<Statement, 'kind' | 'round' | 'lockRound'>,
    value: string | null,
    validator: number,
    block?: ToyBlock,
  ): ToyMessage {
    const { chainId, set } = this.#genesis;
    const statement: Statement = { ...step, chainId, epoch: set.epoch, height: 1, validator, value };
    const signature = toySignature(set.members[this.#seat] ?? '', statement);
    return { ...statement, signature, block } as ToyMessage;
  }

  #isItsTurn(round: number): boolean {
    return (1 + round) % this.#genesis.set.members.length === this.#seat;
  }

  #block(value: string, isBroken: boolean): ToyBlock {
    return { value, height: 1, previous: this.#genesis.previous, isBroken, change: undefined };
  }
}
