import type { Statement, StatementKind } from '../../../src/consensus/chain/statement.ts';
import type { ConsensusMessage, MemberSet, QuorumCertificate } from '../../../src/consensus/index.ts';
import type { MessagePool } from './message-pool.ts';
import type { QuickChances } from './quick-chances.ts';
import type { SimulatedValidator } from './simulated-validator.ts';
import { type ToyBlock, type ToyChain, toySignature } from './toy-chain.ts';

/** A validator that runs no protocol: it tells each peer something else, forges, replays and answers with false certificates. */
export class Liar {
  readonly #member: string;
  readonly #chances: QuickChances;
  readonly #pool: MessagePool;
  #blocks = 0;
  #seat = -1;

  constructor(member: string, chances: QuickChances, pool: MessagePool) {
    this.#member = member;
    this.#chances = chances;
    this.#pool = pool;
  }

  /** Tells some of the validators something about the height and round that one of them is in. */
  speak(victim: SimulatedValidator, everybody: number): void {
    const { chain, round } = victim.state;
    const present = chain.set.members.indexOf(this.#member);
    // Whoever has left speaks as if it had not.
    const seat = present < 0 ? this.#seat : present;
    this.#seat = seat;
    const message = this.#chances.onceIn(8) ? this.#replayed() : this.#invented(chain as ToyChain, seat, round);
    if (message !== undefined) this.#pool.tell(message, this.#chances.mask(this.#chances.onceIn(2)) & everybody);
  }

  #invented(chain: ToyChain, seat: number, round: number): ConsensusMessage<ToyBlock> | undefined {
    const chances = this.#chances;
    if (seat < 0) return undefined;
    const kind: StatementKind = chances.onceIn(3) ? 'proposal' : chances.onceIn(2) ? 'prevote' : 'precommit';
    const size = chain.set.members.length;
    const spoken = kind === 'proposal' ? turnOf(chain, seat, round) : Math.max(0, round + chances.below(4) - 2);
    const block = kind === 'proposal' ? this.#block(chain) : undefined;
    const value = block?.value ?? (chances.onceIn(4) ? null : this.#someValue(chain.height));
    // Now and then in the name of another, or of nobody: that is a forgery, and nobody may take it.
    const validator = chances.onceIn(8) ? chances.below(size + 1) : seat;
    const lockRound = kind === 'precommit' || value === null ? -1 : chances.below(spoken + 1) - 1;
    const { chainId, height, set } = chain;
    const epoch = set.epoch + (chances.onceIn(16) ? (set.epoch > 0 && chances.onceIn(2) ? -1 : 1) : 0);
    const statement: Statement = { kind, chainId, epoch, height, round: spoken, validator, lockRound, value };
    return { ...statement, signature: toySignature(this.#member, statement), block } as ConsensusMessage<ToyBlock>;
  }

  /** Something of anybody's, as it was or with another round: only as it was it verifies. */
  #replayed(): ConsensusMessage<ToyBlock> | undefined {
    const { messages } = this.#pool;
    const heard = messages[this.#chances.below(messages.length)]?.message;
    return heard === undefined || this.#chances.onceIn(2) ? heard : { ...heard, round: heard.round + 1 };
  }

  #block(chain: ToyChain): ToyBlock {
    const { messages } = this.#pool;
    const heard = messages[this.#chances.below(messages.length)]?.message;
    if (heard?.kind === 'proposal' && heard.height === chain.height && !this.#chances.onceIn(3)) return heard.block;
    this.#blocks += 1;
    const value = `${this.#member}!${chain.height}.${this.#blocks}`;
    const isBroken = this.#chances.onceIn(8);
    return { value, height: chain.height, previous: chain.previous, isBroken, change: undefined };
  }

  #someValue(height: number): string | null {
    const { messages } = this.#pool;
    for (let tries = 0; tries < 4; tries++) {
      const heard = messages[this.#chances.below(messages.length)]?.message;
      if (heard?.height === height && heard.value !== null) return heard.value;
    }
    return null;
  }

  /** A certificate for the height of somebody who is behind, made of what the liar has: never a quorum. */
  falseCertificate({
    state,
  }: SimulatedValidator): { readonly certificate: QuorumCertificate; readonly block: ToyBlock } | undefined {
    const { chain } = state;
    const seat = chain.set.members.indexOf(this.#member);
    if (seat < 0) return undefined;
    const block = this.#block(chain as ToyChain);
    const { chainId, height, set } = chain;
    const header = { step: 'precommit', chainId, epoch: set.epoch, height, round: 0, value: block.value } as const;
    return { block, certificate: { ...header, votes: this.#falseVotes(header, set, seat) } };
  }

  #falseVotes(header: Omit<QuorumCertificate, 'votes'>, set: MemberSet, seat: number): QuorumCertificate['votes'] {
    const { step, ...rest } = header;
    const isDoubled = this.#chances.onceIn(2);
    return set.members.map((_, index) => {
      const validator = isDoubled ? seat : index;
      const statement: Statement = { kind: step, ...rest, validator, lockRound: -1 };
      return { validator, lockRound: -1, signature: toySignature(this.#member, statement) };
    });
  }
}

/** The next round from this one on in which it is this validator's turn to propose. */
function turnOf(chain: ToyChain, seat: number, round: number): number {
  const size = chain.set.members.length;
  return round + ((((seat - chain.height - round) % size) + size) % size);
}
