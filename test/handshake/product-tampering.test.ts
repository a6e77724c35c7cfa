import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concatBytes, isQForgeError } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type InitiatorOptions, initiate, initiateWithCertificate } from '../../src/handshake/initiator.ts';
import { respond } from '../../src/handshake/responder.ts';
import { agreement, Cast, callerOf, partyOf, runIK, runXX, sharedKey } from './product-parties.ts';
import { reopened } from './scripted-peer.ts';
import { seededNumbers } from './seeded-numbers.ts';

const SEED = 20_261_208;

/** Every how many bytes one is changed: all of them with EVERY_BYTE=1, which takes a minute. */
const STRIDE = process.env['EVERY_BYTE'] === '1' ? 1 : 16;
const cast = new Cast();
const [alice, bob] = [cast.get('alice'), cast.get('bob')];
const keys = [sharedKey('k')];

/** A side that waits for one packet, with the packet and the way to finish after it. */
interface Stage {
  readonly packet: Uint8Array;
  readonly read: (unverified: Uint8Array) => unknown;
  /** Has the right packet read, and the rest of the handshake run. */
  readonly finish: () => string;
}

function caller(): InitiatorOptions {
  return callerOf(alice, bob, { policy: 'require-both' });
}

function xxStage(index: number): Stage {
  const opening = initiate(caller());
  const callee = partyOf(bob);
  const start = respond(callee, opening.packet);
  assert.ok(start.pattern === 'XXpsk4');
  const second = { packet: start.packet, read: (bytes: Uint8Array) => opening.next.receive(bytes) };
  const afterThird = (introduction: ReturnType<ReturnType<typeof second.read>['send']>): string => {
    const { packet, established } = start.next.receive(introduction.packet).send(keys);
    return agreement({ initiator: introduction.next.receive(packet), responder: established });
  };
  if (index === 0) {
    const finish = (): string => agreement(runXX(caller(), callee, keys));
    return { packet: opening.packet, read: (bytes) => respond(callee, bytes), finish };
  }
  if (index === 1) return { ...second, finish: () => afterThird(second.read(start.packet).send(keys)) };
  const introduction = second.read(start.packet).send(keys);
  if (index === 2) {
    return {
      packet: introduction.packet,
      read: (bytes) => start.next.receive(bytes),
      finish: () => afterThird(introduction),
    };
  }
  const { packet, established } = start.next.receive(introduction.packet).send(keys);
  const finish = (): string => agreement({ initiator: introduction.next.receive(packet), responder: established });
  return { packet, read: (bytes) => introduction.next.receive(bytes), finish };
}

function ikStage(index: number): Stage {
  const opening = initiateWithCertificate(caller(), bob.certificate, keys);
  const callee = partyOf(bob);
  const finish = (): string => agreement(runIK(caller(), callee, keys));
  if (index === 0) return { packet: opening.packet, read: (bytes) => respond(callee, bytes), finish };
  const start = respond(callee, opening.packet);
  assert.ok(start.pattern === 'IKpsk2');
  const { packet, established } = start.next.send(keys);
  return {
    packet,
    read: (bytes) => opening.next.receive(bytes),
    finish: () => agreement({ initiator: opening.next.receive(packet), responder: established }),
  };
}

function assertRefused(stage: Stage, unverified: Uint8Array, what: string): void {
  assert.throws(
    () => stage.read(unverified),
    (error) => isQForgeError(error, 'HANDSHAKE_FAILED'),
    what,
  );
}

const stages = [
  ...[0, 1, 2, 3].map((index) => ({ name: `packet ${index + 1} of XXpsk4`, make: () => xxStage(index) })),
  ...[0, 1].map((index) => ({ name: `packet ${index + 1} of IKpsk2`, make: () => ikStage(index) })),
];

for (const [index, { name, make }] of stages.entries()) {
  describe(name, () => {
    test(`is refused with any byte changed, and then accepted unchanged (seed ${SEED + index})`, () => {
      const stage = make();
      const next = seededNumbers(SEED + index);
      for (let position = next() % STRIDE; position < stage.packet.length; position += STRIDE) {
        const changed = stage.packet.slice();
        changed[position] = (changed[position] ?? 0) ^ (1 + (next() % 255));
        assertRefused(stage, changed, `byte ${position}`);
      }
      stage.finish();
    });

    test('is refused cut short or extended, and then accepted whole', () => {
      const stage = make();
      const { packet } = stage;
      for (let length = 0; length < packet.length; length += length < 64 || packet.length - length < 64 ? 1 : 61)
        assertRefused(stage, packet.slice(0, length), `length ${length}`);
      for (const extra of [1, 15, 16, 17, 1000, 65_535 - packet.length, 65_536 - packet.length])
        assertRefused(stage, concatBytes(packet, new Uint8Array(extra)), `${extra} bytes more`);
      stage.finish();
    });

    test('is refused in the place of any other packet, of this session or of another', () => {
      const foreign = [
        ...runXX(callerOf(alice, bob), partyOf(bob), keys).packets.map((packet, at) => ({ pattern: 'XX', packet, at })),
        ...runIK(callerOf(alice, bob), partyOf(bob), keys).packets.map((packet, at) => ({ pattern: 'IK', packet, at })),
      ];
      const stage = make();
      for (const { pattern, packet, at } of foreign) {
        // A responder answers every opening: what comes of a replayed one is tested with the responder.
        if (at === 0 && name.includes('packet 1')) continue;
        assertRefused(stage, packet, `packet ${at + 1} of another ${pattern} session`);
      }
      stage.finish();
    });
  });
}

test('what one side has sent is refused when it comes back to it', () => {
  const opening = initiate(caller());
  const start = respond(partyOf(bob), opening.packet);
  assert.ok(start.pattern === 'XXpsk4');
  const failed = { code: 'HANDSHAKE_FAILED' };
  assert.throws(() => opening.next.receive(opening.packet), failed);
  assert.throws(() => start.next.receive(start.packet), failed);
  assert.throws(() => start.next.receive(opening.packet), failed);
  const introduction = opening.next.receive(start.packet).send(keys);
  assert.throws(() => introduction.next.receive(introduction.packet), failed);
  assert.throws(() => introduction.next.receive(start.packet), failed);
  const { packet, established } = start.next.receive(introduction.packet).send(keys);
  agreement({ initiator: introduction.next.receive(packet), responder: established });
});

test(`an opening of IKpsk2 is refused with a byte changed under a right MAC (seed ${SEED})`, () => {
  const { packet } = ikStage(0);
  const next = seededNumbers(SEED);
  const change = (position: number) => (message: Uint8Array) =>
    message.with(position, (message[position] ?? 0) ^ (1 + (next() % 255)));
  const messageBytes = packet.length - 6 - 16;
  for (let position = 0; position < messageBytes; position += 6 * STRIDE + 1) {
    const changed = reopened(packet, bob.peerId, nativeBackend, change(position));
    assert.throws(() => respond(partyOf(bob), changed), { code: 'HANDSHAKE_FAILED' }, `byte ${position}`);
  }
});

test(`an opening of XXpsk4 is refused with a byte changed under a right MAC (seed ${SEED})`, () => {
  const next = seededNumbers(SEED);
  const { packet } = xxStage(0);
  for (let position = 0; position < 1232; position += STRIDE) {
    const changed = reopened(packet, bob.peerId, nativeBackend, (message) =>
      message.with(position, (message[position] ?? 0) ^ (1 + (next() % 255))),
    );
    assert.throws(() => respond(partyOf(bob), changed), { code: 'HANDSHAKE_FAILED' }, `byte ${position}`);
  }
});
