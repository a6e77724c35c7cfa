import { nativeBackend } from '../../src/crypto/index.ts';
import { initiate } from '../../src/handshake/initiator.ts';
import { type HandshakeStage, handshakeStages, stageCaller, stageCast } from '../handshake/handshake-stages.ts';
import { answerOpening, callerOf, partyOf, runIK, runXX } from '../handshake/product-parties.ts';
import { reopened } from '../handshake/scripted-peer.ts';
import { Chances } from '../simulation/chances.ts';
import { bitFlips, deletions, insertions, type Mutation, splices, truncations } from './mutated-bytes.ts';
import { MutationCount, type MutationRow } from './mutation-count.ts';

/** A state that waits must take the right packet after all the wrong ones, and agree: else the wrong ones have changed it. */
const LONGEST_PACKET_BYTES = 65_535;

interface Packet {
  readonly pattern: 'XXpsk4' | 'IKpsk2';
  /** From 0. */
  readonly place: number;
  readonly bytes: Uint8Array;
}

/** Every packet of both patterns, mutated in every way; one place in `stride` is tried. */
export function* mutateHandshakes(stride: number, seed: number): Generator<MutationRow> {
  const chances = new Chances(seed);
  const foreign = foreignPackets();
  for (const [index, { name, make }] of handshakeStages.entries()) {
    const [pattern, place] = index < 4 ? (['XXpsk4', index] as const) : (['IKpsk2', index - 4] as const);
    const stage = make();
    const twin = foreign.find((packet) => packet.pattern === pattern && packet.place === place)?.bytes ?? stage.packet;
    const kinds: readonly [string, Iterable<Mutation>][] = [
      ['every bit flipped', bitFlips(stage.packet, stride)],
      ['cut at every length', truncations(stage.packet, stride)],
      ['a byte put in at every place', insertions(stage.packet, stride, chances)],
      ['a byte taken out at every place', deletions(stage.packet, stride)],
      ['extended', extensions(stage.packet, chances)],
      ['spliced with another session', splices(stage.packet, twin, stride)],
      ['another packet in its place', misplaced(foreign, pattern, place)],
    ];
    for (const [mutation, mutations] of kinds) yield refusals(name, mutation, stage, mutations);
    yield intact(name, stage);
  }
  yield flipsUnderARightMac(stride);
  yield replayedOpenings();
  yield ownPacketsBack();
}

function refusals(name: string, mutation: string, stage: HandshakeStage, mutations: Iterable<Mutation>): MutationRow {
  const count = new MutationCount(name, mutation);
  for (const [what, bytes] of mutations) count.mustFail(what, () => stage.read(bytes));
  return count.row;
}

function intact(name: string, stage: HandshakeStage): MutationRow {
  const count = new MutationCount(name, 'and then the right packet: both agree');
  let fault: string | undefined;
  try {
    stage.finish();
  } catch (error) {
    fault = String(error);
  }
  count.judge('the right packet', fault);
  return count.row;
}

function* extensions(packet: Uint8Array, chances: Chances): Generator<Mutation> {
  for (const extra of [1, 2, 15, 16, 17, 31, 32, 1000, LONGEST_PACKET_BYTES - packet.length, LONGEST_PACKET_BYTES]) {
    yield [`${extra} bytes more`, Buffer.concat([packet, chances.bytes(extra)])];
  }
}

/** All packets of a session of each pattern, between the same two. */
function foreignPackets(): readonly Packet[] {
  const { alice, bob, keys } = stageCast;
  const sessions = [
    ['XXpsk4', runXX(callerOf(alice, bob), partyOf(bob), keys).packets],
    ['IKpsk2', runIK(callerOf(alice, bob), partyOf(bob), keys).packets],
  ] as const;
  return sessions.flatMap(([pattern, packets]) => packets.map((bytes, place) => ({ pattern, place, bytes })));
}

/** Packets of other sessions. An opening in the place of an opening is a replay, which has a row of its own. */
function* misplaced(foreign: readonly Packet[], pattern: string, place: number): Generator<Mutation> {
  for (const packet of foreign) {
    if (place === 0 && packet.place === 0) continue;
    yield [`packet ${packet.place + 1} of another ${packet.pattern} session (${pattern})`, packet.bytes];
  }
}

/** Who knows the PeerId can make the MAC right: then the responder answers, and the initiator must refuse the answer. */
function flipsUnderARightMac(stride: number): MutationRow {
  const count = new MutationCount('packet 1 of XXpsk4', 'every bit flipped under a right MAC: no agreement');
  const { bob } = stageCast;
  const callee = partyOf(bob);
  const opening = initiate(stageCaller());
  const noiseBytes = opening.packet.length - 22;
  for (let at = 0; at < 8 * noiseBytes; at += stride) {
    const [byte, bit] = [at >> 3, at % 8];
    const changed = reopened(opening.packet, bob.peerId, nativeBackend, (message) =>
      message.with(byte, (message[byte] ?? 0) ^ (1 << bit)),
    );
    count.mustFail(`bit ${bit} of byte ${byte}`, () => {
      const start = answerOpening(callee, changed);
      if (start.pattern === 'XXpsk4') opening.next.receive(start.packet);
    });
  }
  return count.row;
}

/** An opening may be replayed, and is answered: the answer is no use to anybody else, and no third packet of old fits it. */
function replayedOpenings(): MutationRow {
  const count = new MutationCount('packet 1 of XXpsk4', 'replayed: nobody can go on with the answer');
  const { alice, bob, keys } = stageCast;
  const old = runXX(callerOf(alice, bob), partyOf(bob), keys);
  const [opening, , third] = old.packets;
  for (let round = 0; round < 20; round++) {
    const start = answerOpening(partyOf(bob), opening ?? new Uint8Array(0));
    if (start.pattern !== 'XXpsk4') continue;
    count.mustFail('the old third packet', () => start.next.receive(third ?? new Uint8Array(0)));
    count.mustFail('the answer, given to a new initiator', () => initiate(stageCaller()).next.receive(start.packet));
  }
  return count.row;
}

/** What a side has sent comes back to it. */
function ownPacketsBack(): MutationRow {
  const count = new MutationCount('packets of XXpsk4', 'reflected to who sent them');
  const { bob, keys } = stageCast;
  const opening = initiate(stageCaller());
  const start = answerOpening(partyOf(bob), opening.packet);
  if (start.pattern !== 'XXpsk4') return count.row;
  count.mustFail('packet 1', () => opening.next.receive(opening.packet));
  count.mustFail('packet 2', () => start.next.receive(start.packet));
  const introduction = opening.next.receive(start.packet).send(keys);
  count.mustFail('packet 3', () => introduction.next.receive(introduction.packet));
  count.mustFail('packet 1, later', () => introduction.next.receive(opening.packet));
  return count.row;
}
