import {
  type Block,
  ChainState,
  type ConsensusMessage,
  createBlock,
  createGenesis,
  createReducer,
  type ReducerEvent,
  type ReducerState,
  restoredState,
  type Statement,
  signStatement,
  ValidatorSet,
  VOTE_SCHEME,
  validatorIdOf,
} from '../src/consensus/index.ts';
import { nativeBackend, type SigningKey } from '../src/crypto/index.ts';
import { encodePeerMessage } from '../src/validator/node/peer-message.ts';

/** What a decision of all validators has cost. */
export interface DecisionCost {
  /** Bytes of the messages of others that the last validator has taken, each once. */
  readonly inboundBytes: number;
}

interface Seat {
  readonly key: SigningKey;
  state: ReducerState<Block>;
  inboundBytes: number;
}

/** Validators with real keys in one thread: the reducer of the product, and messages that everybody gets once, in order. */
export class LocalValidators {
  readonly #reduce = createReducer<Block>();
  readonly #seats: readonly Seat[];
  readonly #queue: { readonly message: ConsensusMessage<Block>; readonly bytes: number }[] = [];

  constructor(count: number) {
    const scheme = nativeBackend.signature(VOTE_SCHEME);
    const keys = Array.from({ length: count }, () => scheme.generate());
    const validators = keys.map((key, index) => ({ name: `validator ${index}`, key: key.publicKey.bytes }));
    // Each has a set of its own, as on machines of their own: keys remember what they have verified.
    const chainOfOwn = (): ChainState => {
      const set = ValidatorSet.of({ epoch: 0, approvals: count, validators }, nativeBackend);
      return ChainState.of(createGenesis('bench', set, nativeBackend), nativeBackend);
    };
    this.#seats = keys.map((key) => ({
      key,
      state: restoredState(validatorIdOf(key, nativeBackend), chainOfOwn()),
      inboundBytes: 0,
    }));
  }

  /** Decides one height. Throws `RangeError` if that fails. */
  decide(): DecisionCost {
    const [first] = this.#seats;
    const height = first?.state.chain.height ?? 0;
    for (const seat of this.#seats) seat.inboundBytes = 0;
    for (const seat of this.#seats) this.#handle(seat, { type: 'begin' });
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#deliver(next);
    if (this.#seats.some(({ state }) => state.chain.height !== height + 1)) throw new RangeError('no decision');
    return { inboundBytes: this.#seats.at(-1)?.inboundBytes ?? 0 };
  }

  #deliver({ message, bytes }: { readonly message: ConsensusMessage<Block>; readonly bytes: number }): void {
    for (const seat of this.#seats) {
      if (seat.state.seat !== message.validator) seat.inboundBytes += bytes;
      this.#handle(seat, { type: 'message', message });
    }
  }

  #handle(seat: Seat, event: ReducerEvent<Block>): void {
    const { state, effects } = this.#reduce(seat.state, event);
    seat.state = state;
    for (const effect of effects) {
      if (effect.type === 'send') this.#send(seat, effect.statement, effect.block);
      else if (effect.type === 'want-block') this.#handle(seat, { ...effect, type: 'block', block: tickOn(seat) });
    }
  }

  #send({ key }: Seat, statement: Statement, block: Block | undefined): void {
    const signed = signStatement(statement, key);
    const message = (block === undefined ? signed : { ...signed, block }) as ConsensusMessage<Block>;
    this.#queue.push({ message, bytes: encodePeerMessage({ type: 'consensus', message }).length });
  }
}

function tickOn({ state }: Seat): Block {
  const { chainId, height, previous, set, nextSet } = state.chain as ChainState;
  const sets = { epoch: set.epoch, setHash: set.hash, nextSetHash: nextSet.hash };
  return createBlock({ chainId, height, previous, ...sets }, nativeBackend);
}
