import { concatBytes } from '../../src/base/index.ts';
import { truncations } from './mutated-bytes.ts';
import { MutationCount, type MutationRow } from './mutation-count.ts';
import { type Attack, type AttackOutcome, type Victim, WireAttack } from './wire-attack.ts';
import type { WireUnit } from './wire-units.ts';

/** Which unit an attack is on. */
interface Target {
  readonly name: string;
  readonly victim: Victim;
  readonly kind: WireUnit['kind'];
  readonly index: number;
  /** Whether the keys are replaced in the run. */
  readonly rekeys?: boolean;
}

const packets: readonly Target[] = [
  { name: 'packet 1 on the wire', victim: 'bob', kind: 'packet', index: 0 },
  { name: 'packet 2 on the wire', victim: 'alice', kind: 'packet', index: 0 },
  { name: 'packet 3 on the wire', victim: 'bob', kind: 'packet', index: 1 },
  { name: 'packet 4 on the wire', victim: 'alice', kind: 'packet', index: 1 },
];

const records: readonly Target[] = [
  { name: "the caller's first record", victim: 'bob', kind: 'record', index: 0 },
  { name: "the caller's second record", victim: 'bob', kind: 'record', index: 1 },
  { name: "the called's first record", victim: 'alice', kind: 'record', index: 0 },
  { name: "the called's second record", victim: 'alice', kind: 'record', index: 1 },
];

/** Lengths that a header may claim. security: 0, 1, around the tag, around the limit, and where signs and words end. */
const CLAIMED_LENGTHS = [0, 1, 15, 16, 17, 1_048_592, 1_048_593, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** Whole devices under attack on the wire; one place in `stride` is tried, of packets one in 16 times that. */
export async function* mutateTheWire(stride: number): AsyncGenerator<MutationRow> {
  for (const target of packets) {
    await learnLength(target);
    yield await sameForAll(target, 'a bit flipped: refused, and all refusals alike', flipsOf(target, 16 * stride + 1));
    yield await all(target, 'cut short, then silence', cutsOf(target, 16 * stride + 1, false));
    yield await all(target, 'cut short, then the end', cutsOf(target, 16 * stride + 1, true));
    yield await all(target, 'sent twice, left out, or with more behind it', misuses(target));
  }
  yield* mutateRecords(records, stride);
}

/** Whole devices under attack while they replace their keys; one place in `stride` is tried. */
export async function* mutateRekeys(stride: number): AsyncGenerator<MutationRow> {
  yield* mutateRecords(await rekeyRecords(), stride);
}

async function* mutateRecords(targets: readonly Target[], stride: number): AsyncGenerator<MutationRow> {
  for (const target of targets) {
    await learnLength(target);
    yield await all(target, 'every bit flipped', flipsOf(target, stride));
    yield await all(target, 'cut at every byte', cutsOf(target, stride, true));
    yield await all(target, 'sent twice, left out, or with more behind it', misuses(target));
    yield await all(target, 'another length claimed', claims(target));
    yield await all(target, 'sent after the next one, or again later', disorders(target));
  }
}

type NamedAttack = readonly [what: string, attack: Attack];

async function all(target: Target, mutation: string, attacks: Iterable<NamedAttack>): Promise<MutationRow> {
  const count = new MutationCount(target.name, mutation);
  for (const [what, attack] of attacks) {
    const { faults } = await run(target, attack);
    count.judge(what, faults.length === 0 ? undefined : faults.join('; '));
  }
  return count.row;
}

/** As `all`; and an observer of the wire sees the same whatever was wrong. security-bar: no oracle */
async function sameForAll(target: Target, mutation: string, attacks: Iterable<NamedAttack>): Promise<MutationRow> {
  const count = new MutationCount(target.name, mutation);
  let first: string | undefined;
  for (const [what, attack] of attacks) {
    const { faults, trace } = await run(target, attack);
    first ??= trace;
    const oracle = trace === first ? [] : [`shows ${trace} where others show ${first}`];
    const all = [...faults, ...oracle];
    count.judge(what, all.length === 0 ? undefined : all.join('; '));
  }
  return count.row;
}

/** An attack that replaces the target and nothing else. */
function replacing(target: Target, replace: (bytes: Uint8Array) => readonly Uint8Array[]): Attack {
  return () => (unit) =>
    unit.kind === target.kind && unit.index === target.index ? replace(unit.bytes) : [unit.bytes];
}

/** How long a unit is, learnt from one run that nobody attacks. */
const lengths = new Map<string, number>();
function lengthOf(target: Target): number {
  return lengths.get(target.name) ?? 0;
}

/** Learns how long a unit is, from a run that nobody attacks. */
async function learnLength(target: Target): Promise<void> {
  await run(target, () => (unit) => {
    if (unit.kind === target.kind && unit.index === target.index) lengths.set(target.name, unit.bytes.length);
    return [unit.bytes];
  });
}

/** A record with nothing but an empty frame. */
const EMPTY_FRAME_RECORD_BYTES = 4 + 4 + 16;

/** The records that replace the keys. spec/records §8: the offer and its answer are the longest of all, and Done is an empty frame. */
async function rekeyRecords(): Promise<readonly Target[]> {
  const [fromAlice, fromBob] = [await recordLengths('bob'), await recordLengths('alice')];
  const offer = fromAlice.indexOf(Math.max(...fromAlice));
  const target = { kind: 'record', rekeys: true } as const;
  return [
    { ...target, name: 'the offer of new keys', victim: 'bob', index: offer },
    { ...target, name: 'the answer to it', victim: 'alice', index: fromBob.indexOf(Math.max(...fromBob)) },
    {
      ...target,
      name: 'the last record under the old key',
      victim: 'bob',
      index: fromAlice.indexOf(EMPTY_FRAME_RECORD_BYTES, offer),
    },
  ];
}

/** How long the records are that the victim of a run with a rekey gets. */
async function recordLengths(victim: Victim): Promise<readonly number[]> {
  const found: number[] = [];
  const target: Target = { name: 'all records', victim, kind: 'record', index: -1, rekeys: true };
  await run(target, () => (unit) => {
    if (unit.kind === 'record') found.push(unit.bytes.length);
    return [unit.bytes];
  });
  return found;
}

function run({ victim, rekeys = false }: Target, attack: Attack): Promise<AttackOutcome> {
  return new WireAttack(victim, attack, { rekeys }).run();
}

function* flipsOf(target: Target, stride: number): Generator<NamedAttack> {
  // A packet's length is no secret and no oracle: it has attacks of its own.
  const firstBit = target.kind === 'packet' ? 16 : 0;
  for (let at = firstBit; at < 8 * lengthOf(target); at += stride) {
    const [byte, bit] = [at >> 3, at % 8];
    const flip = (bytes: Uint8Array): readonly Uint8Array[] => [bytes.with(byte, (bytes[byte] ?? 0) ^ (1 << bit))];
    yield [`bit ${bit} of byte ${byte} flipped`, replacing(target, flip)];
  }
}

function* cutsOf(target: Target, stride: number, withEnd: boolean): Generator<NamedAttack> {
  for (const [what, { length }] of truncations(new Uint8Array(lengthOf(target)), stride)) {
    yield [
      what,
      (pair) => {
        let isCut = false;
        return (unit) => {
          if (isCut) return [];
          if (unit.kind !== target.kind || unit.index !== target.index) return [unit.bytes];
          isCut = true;
          if (withEnd) pair.time.schedule(10, () => pair.cut());
          return [unit.bytes.slice(0, length)];
        };
      },
    ];
  }
}

function* misuses(target: Target): Generator<NamedAttack> {
  yield ['sent twice', replacing(target, (bytes) => [bytes, bytes])];
  yield ['left out', replacing(target, () => [])];
  yield ['with one byte behind it', replacing(target, (bytes) => [bytes, Uint8Array.of(0)])];
  yield ['with 20 bytes behind it', replacing(target, (bytes) => [bytes, new Uint8Array(20)])];
  yield ['empty', replacing(target, (bytes) => [new Uint8Array(target.kind === 'packet' ? 2 : 4), bytes])];
}

function* claims(target: Target): Generator<NamedAttack> {
  for (const claimed of CLAIMED_LENGTHS) {
    const header = new Uint8Array(4);
    new DataView(header.buffer).setUint32(0, claimed);
    yield [`${claimed} bytes claimed`, replacing(target, (bytes) => [concatBytes(header, bytes.subarray(4))])];
  }
}

function* disorders(target: Target): Generator<NamedAttack> {
  const after =
    (distance: number, again: boolean): Attack =>
    () => {
      let held: Uint8Array | undefined;
      return (unit) => {
        if (unit.kind !== target.kind) return [unit.bytes];
        if (unit.index === target.index) {
          held = unit.bytes;
          return again ? [unit.bytes] : [];
        }
        return unit.index === target.index + distance && held !== undefined ? [unit.bytes, held] : [unit.bytes];
      };
    };
  yield ['after the next one', after(1, false)];
  yield ['again after the next one', after(1, true)];
  yield ['again after the one after that', after(2, true)];
}
