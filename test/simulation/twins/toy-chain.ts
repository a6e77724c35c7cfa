import type { SignedStatement, Statement } from '../../../src/consensus/chain/statement.ts';
import type { ChainTip, MemberSet } from '../../../src/consensus/index.ts';

/** A block that says no more than the reducer looks at. */
export interface ToyBlock {
  readonly value: string;
  readonly height: number;
  readonly previous: string;
  /** A block that no honest validator accepts. */
  readonly isBroken: boolean;
  /** The set that decides two heights later, when this block changes it. */
  readonly change: MemberSet | undefined;
}

/** What a test signature is: the statement that was really made, and by whom. Nobody can make one in another's name. */
export interface ToySignature {
  readonly signer: string;
  readonly statement: Statement;
}

/** Signs for a simulation: the reducer only hands signatures on. */
export function toySignature(signer: string, statement: Statement): Uint8Array {
  return { signer, statement } satisfies ToySignature as unknown as Uint8Array;
}

/** Whether a member has really made this statement. */
export function isToySigned(unverified: SignedStatement, member: string | undefined): boolean {
  const { signer, statement } = unverified.signature as unknown as ToySignature;
  return (
    signer === member &&
    statement.value === unverified.value &&
    statement.round === unverified.round &&
    statement.kind === unverified.kind &&
    statement.height === unverified.height &&
    statement.lockRound === unverified.lockRound &&
    statement.epoch === unverified.epoch &&
    statement.validator === unverified.validator
  );
}

/** The end of a log of toy blocks. */
export class ToyChain implements ChainTip<ToyBlock> {
  readonly chainId: string = 'toy';
  readonly height: number;
  readonly set: MemberSet;
  readonly nextSet: MemberSet;
  readonly previous: string;

  constructor(height: number, previous: string, set: MemberSet, nextSet: MemberSet) {
    this.height = height;
    this.previous = previous;
    this.set = set;
    this.nextSet = nextSet;
  }

  valueOf({ value }: ToyBlock): string {
    return value;
  }

  isValid({ isBroken, height, previous, change }: ToyBlock): boolean {
    const isNext = change === undefined || (this.set === this.nextSet && change.epoch === this.set.epoch + 1);
    return !isBroken && height === this.height && previous === this.previous && isNext;
  }

  isAuthentic(unverified: SignedStatement, { members }: MemberSet): boolean {
    return isToySigned(unverified, members[unverified.validator]);
  }

  append(block: ToyBlock): ToyChain {
    return new ToyChain(this.height + 1, block.value, this.nextSet, block.change ?? this.nextSet);
  }
}
