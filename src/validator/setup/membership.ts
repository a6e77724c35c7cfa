import { defined, isQForgeError } from '../../base/index.ts';
import { type Digest, type Epoch, type SetChange, type ValidatorSet, validatorId } from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { NoteVerifier, parseVerifierKey } from '../../tlog/index.ts';
import type { MemberCard } from './member-card.ts';
import { cardOf, cardOrNone } from './member-contact.ts';

/** An epoch with what is known of its members. */
export interface MemberEpoch extends Epoch {
  /** Cards of the members; one whose contact nobody can read has none. */
  readonly members: readonly MemberCard[];
  readonly witnesses: readonly NoteVerifier[];
}

/** Who was, is and will be a member, by height: the founders, and every change of the set since. */
export class Membership {
  readonly #backend: CryptoBackend;
  readonly #epochs: MemberEpoch[] = [];
  /** Cards by the id of the validator. */
  readonly #cards = new Map<Digest, MemberCard>();

  /** `founders`: cards of the members of the first epoch. */
  constructor(founders: readonly MemberCard[], epochs: readonly Epoch[], backend: CryptoBackend) {
    this.#backend = backend;
    const [first] = epochs;
    for (const { id, key } of first?.set.validators ?? []) {
      const text = Buffer.from(key.bytes).toString('base64');
      const card = founders.find(({ voteKey }) => voteKey === text);
      if (card !== undefined) this.#cards.set(id, card);
    }
    for (const epoch of epochs) this.add(epoch);
  }

  /** All epochs, oldest first. */
  get epochs(): readonly MemberEpoch[] {
    return this.#epochs;
  }

  /** The last epoch that is decided; it may begin at a height to come. */
  get latest(): MemberEpoch {
    return defined(this.#epochs.at(-1), 'an epoch');
  }

  /** The epoch that decides this height. */
  at(height: number): MemberEpoch {
    return defined(this.#epochs.findLast(({ from }) => from <= height) ?? this.#epochs[0], 'an epoch');
  }

  /** The epoch that follows the last one. */
  add(epoch: Epoch): void {
    const { set, change } = epoch;
    for (const added of change?.added ?? []) {
      const text = Buffer.from(added.key).toString('hex');
      const joined = set.validators.find(({ key }) => Buffer.from(key.bytes).toString('hex') === text);
      const card = cardOrNone(added, this.#backend);
      if (joined !== undefined && card !== undefined) this.#cards.set(joined.id, card);
    }
    const members = set.members.map((id) => this.#cards.get(id)).filter((card) => card !== undefined);
    const witnesses = members.map(({ witnessKey }) => NoteVerifier.parse(this.#backend, witnessKey));
    this.#epochs.push({ ...epoch, members, witnesses });
  }

  /** The last height that a peer has decided, or may; undefined for one that was never a member, Infinity for one that still is. */
  lastHeightOf(peerId: string): number | undefined {
    const last = this.#epochs.findLastIndex(({ members }) => members.some((member) => member.peerId === peerId));
    if (last < 0) return undefined;
    return (this.#epochs[last + 1]?.from ?? Number.POSITIVE_INFINITY) - 1;
  }

  /** Members at a height, and those that the next epoch brings, for people to see. */
  shownAt(height: number): readonly (MemberCard & { readonly joins: boolean; readonly leaves: boolean })[] {
    const [present, next] = [this.at(height), this.latest];
    const joining = next.members.filter((card) => !present.members.includes(card));
    return [
      ...present.members.map((card) => ({ ...card, joins: false, leaves: !next.members.includes(card) })),
      ...joining.map((card) => ({ ...card, joins: true, leaves: false })),
    ];
  }

  /** Why nobody should approve a change, beyond what the set itself refuses; undefined when all is well. */
  objectionTo({ added, removed }: SetChange, set: ValidatorSet): string | undefined {
    const staying = set.members.filter((id) => !removed.includes(id)).map((id) => this.#cards.get(id));
    const taken = staying.filter((card) => card !== undefined);
    for (const one of added) {
      const card = this.#readable(one);
      if (typeof card === 'string') return card;
      if (taken.some(({ peerId }) => peerId === card.peerId)) return `the identity of ${card.name} is that of another`;
      if (taken.some(({ witnessKey }) => witnessKey === card.witnessKey))
        return `the witness key of ${card.name} is that of another`;
      taken.push(card);
    }
    return undefined;
  }

  #readable(added: SetChange['added'][number]): MemberCard | string {
    try {
      const card = cardOf(added, this.#backend);
      const { name } = parseVerifierKey(this.#backend, card.witnessKey);
      const id = validatorId(added.key, this.#backend);
      return name === id ? card : `the witness key of ${added.name} names another validator`;
    } catch (error) {
      if (isQForgeError(error)) return `it does not say how ${added.name} is reached`;
      throw error;
    }
  }
}
