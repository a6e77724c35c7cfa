import { type ByteReader, type ByteWriter, byteString, utf8 } from '../../base/index.ts';
import {
  type Ballot,
  type Block,
  type ConsensusMessage,
  type Digest,
  MAX_VALIDATORS,
  type Proposal,
} from '../../consensus/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { BallotRecord } from '../journal/ballot-journal.ts';

const TAG_BYTES = 8;
const MAX_BITMAP_BYTES = MAX_VALIDATORS / 8;
/** Most groups of a summary: more than any honest height has. */
export const MAX_KNOWN_GROUPS = 4096;

/** One thing that validators tell each other: of one validator, in a group of those that say the same. */
export interface KnownItem {
  /** Names what is said; eight bytes of a digest, as a byte string. */
  readonly tag: string;
  /** Who says it, by its number; 0 of proposals, which are nobody's. */
  readonly validator: number;
  /** The step of a round that a statement belongs to. */
  readonly step?: string;
  readonly content:
    | { readonly type: 'consensus'; readonly message: ConsensusMessage<Block> }
    | { readonly type: 'proposal'; readonly proposal: Proposal }
    | { readonly type: 'ballot'; readonly ballot: Ballot };
}

/** Who has said what, without signatures: validators by tag. */
export type KnownGroups = ReadonlyMap<string, ReadonlySet<number>>;

/** What a validator knows of a height, in short. spec/decision-log §9 */
export interface KnownSummary {
  readonly height: number;
  /** The sender may not vote yet: it wants to be told everything. */
  readonly isListening: boolean;
  /** Whether the groups are those of open proposals and ballots; otherwise they are those of statements. */
  readonly isOfPool: boolean;
  /** Names the set of open proposals and ballots that the sender has. */
  readonly pool: string;
  readonly groups: KnownGroups;
}

/** Names things; the names of what stays are made once. */
export class ItemNames {
  readonly #backend: CryptoBackend;
  readonly #items = new WeakMap<object, KnownItem>();

  constructor(backend: CryptoBackend) {
    this.#backend = backend;
  }

  /** A statement as an item. */
  ofStatement(message: ConsensusMessage<Block>): KnownItem {
    return this.#once(message, () => {
      const { kind, round, lockRound, value, validator } = message;
      const step = `${round} ${kind}`;
      const tag = this.#tag(`statement ${step} ${lockRound} ${value}`);
      return { tag, validator, step, content: { type: 'consensus', message } };
    });
  }

  /** A proposal or ballot as an item. */
  ofRecord(record: BallotRecord): KnownItem {
    if (record.kind === 'proposal') {
      const { proposal } = record;
      return this.#once(proposal, () => {
        return { tag: this.#tag(`proposal ${proposal.id}`), validator: 0, content: { type: 'proposal', proposal } };
      });
    }
    const { ballot } = record;
    return this.#once(ballot, () => {
      const { proposalId, setHash, verdict, methodResults, validator } = ballot;
      const tag = this.#tag(`ballot ${proposalId} ${setHash} ${verdict} ${methodResults}`);
      return { tag, validator, content: { type: 'ballot', ballot } };
    });
  }

  /** Names a set of items, whatever their order. */
  ofAll(items: readonly KnownItem[]): string {
    return this.#tag(
      items
        .map(keyOf)
        .toSorted((a, b) => (a < b ? -1 : 1))
        .join(' '),
    );
  }

  #once(thing: object, make: () => KnownItem): KnownItem {
    const known = this.#items.get(thing) ?? make();
    this.#items.set(thing, known);
    return known;
  }

  #tag(text: Digest): string {
    return byteString(this.#backend.hash('SHA-256').digest(utf8(text)).subarray(0, TAG_BYTES));
  }
}

/** Tells an item from all others. */
export function keyOf({ tag, validator }: KnownItem): string {
  return `${tag}${validator}`;
}

/** Items in short. */
export function groupsOf(items: readonly KnownItem[]): KnownGroups {
  const groups = new Map<string, Set<number>>();
  for (const { tag, validator } of items) {
    const group = groups.get(tag);
    if (group !== undefined) group.add(validator);
    else if (groups.size < MAX_KNOWN_GROUPS) groups.set(tag, new Set([validator]));
  }
  return groups;
}

/** Whether somebody with these groups has an item. */
export function holds(groups: KnownGroups, { tag, validator }: KnownItem): boolean {
  return groups.get(tag)?.has(validator) === true;
}

//  | height u64 | flags u8 | pool 8 | n u16 | n x ( tag 8 | length u8 | bits ) |   by ascending tag; spec/decision-log §9

/** Writes a summary. */
export function writeSummary(writer: ByteWriter, summary: KnownSummary): ByteWriter {
  const { height, isListening, isOfPool, pool, groups } = summary;
  writer.u64(height).u8((isListening ? 1 : 0) + (isOfPool ? 2 : 0));
  writer.bytes(tagBytes(pool)).u16(groups.size);
  for (const [tag, validators] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const bits = bitsOf(validators);
    writer.bytes(tagBytes(tag)).u8(bits.length).bytes(bits);
  }
  return writer;
}

/** Reads a summary. Throws `MALFORMED`. */
export function readSummary(reader: ByteReader): KnownSummary {
  const height = reader.u64();
  const flags = reader.u8();
  if (flags > 3) throw reader.malformed('its flags are unknown');
  const pool = byteString(reader.bytes(TAG_BYTES));
  const count = reader.u16();
  if (count > MAX_KNOWN_GROUPS) throw reader.malformed(`it has more than ${MAX_KNOWN_GROUPS} groups`);
  const groups = new Map<string, ReadonlySet<number>>();
  let last = '';
  for (let index = 0; index < count; index++) {
    const tag = byteString(reader.bytes(TAG_BYTES));
    if (index > 0 && tag <= last) throw reader.malformed('its groups do not ascend');
    last = tag;
    groups.set(tag, readBits(reader));
  }
  return { height, isListening: (flags & 1) !== 0, isOfPool: (flags & 2) !== 0, pool, groups };
}

function bitsOf(validators: ReadonlySet<number>): Uint8Array {
  const bits = new Uint8Array((Math.max(...validators) >> 3) + 1);
  for (const validator of validators) bits[validator >> 3] = (bits[validator >> 3] ?? 0) | (1 << (validator & 7));
  return bits;
}

function readBits(reader: ByteReader): ReadonlySet<number> {
  const length = reader.u8();
  if (length === 0 || length > MAX_BITMAP_BYTES) throw reader.malformed('a group has too many validators, or none');
  const bits = reader.bytes(length);
  if (bits.at(-1) === 0) throw reader.malformed('a group ends with nobody');
  const validators = new Set<number>();
  for (let at = 0; at < 8 * length; at++) if ((((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1) validators.add(at);
  return validators;
}

function tagBytes(tag: string): Uint8Array {
  return new Uint8Array(Buffer.from(tag, 'latin1'));
}
