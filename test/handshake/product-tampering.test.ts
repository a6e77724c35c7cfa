import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concatBytes, isQForgeError } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { initiate } from '../../src/handshake/initiator.ts';
import { encodeOpening } from '../../src/handshake/opening.ts';
import { readOpening } from '../../src/handshake/responder.ts';
import { type HandshakeStage, handshakeStages, ikStage, stageCaller, stageCast, xxStage } from './handshake-stages.ts';
import { agreement, answerOpening, callerOf, partyOf, runIK, runXX } from './product-parties.ts';
import { reopened } from './scripted-peer.ts';
import { seededNumbers } from './seeded-numbers.ts';

const SEED = 20_261_208;

/** Every how many bytes one is changed; `npm run mutate` changes every bit of all of them. */
const STRIDE = 16;
const { alice, bob, keys } = stageCast;

function assertRefused(stage: HandshakeStage, unverified: Uint8Array, what: string): void {
  assert.throws(
    () => stage.read(unverified),
    (error) => isQForgeError(error, 'HANDSHAKE_FAILED'),
    what,
  );
}

for (const [index, { name, make }] of handshakeStages.entries()) {
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
  const opening = initiate(stageCaller());
  const start = answerOpening(partyOf(bob), opening.packet);
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
    assert.throws(() => answerOpening(partyOf(bob), changed), { code: 'HANDSHAKE_FAILED' }, `byte ${position}`);
  }
});

test(`an opening of XXpsk4 is refused with a byte changed under a right MAC (seed ${SEED})`, () => {
  const next = seededNumbers(SEED);
  const { packet } = xxStage(0);
  for (let position = 0; position < 1232; position += STRIDE) {
    const changed = reopened(packet, bob.peerId, nativeBackend, (message) =>
      message.with(position, (message[position] ?? 0) ^ (1 + (next() % 255))),
    );
    assert.throws(() => answerOpening(partyOf(bob), changed), { code: 'HANDSHAKE_FAILED' }, `byte ${position}`);
  }
});

describe('a cookie', () => {
  const cookie = new Uint8Array(16).fill(0xc0);

  test('changes nothing for two sides that see the same one', () => {
    const { packets, ...sides } = runXX({ ...callerOf(alice, bob), cookie }, partyOf(bob));
    agreement(sides);
    agreement(runIK({ ...callerOf(alice, bob), cookie }, partyOf(bob)));
    assert.equal(packets[0]?.length, 6 + 16 + 1232 + 16);
  });

  // Whoever knows the PeerId can make the MAC right again; the transcript still differs.
  test('that somebody in between strips, adds or changes ends the handshake', () => {
    const other = cookie.with(15, 0);
    for (const [sent, seen] of [
      [cookie, undefined],
      [undefined, cookie],
      [cookie, other],
    ] as const) {
      const opening = initiate({ ...callerOf(alice, bob), ...(sent === undefined ? {} : { cookie: sent }) });
      const { cookie: _cookie, ...rest } = readOpening(partyOf(bob), opening.packet);
      const steered = encodeOpening(
        { ...rest, ...(seen === undefined ? {} : { cookie: seen }) },
        bob.peerId,
        nativeBackend,
      );
      assert.throws(() => answerOpening(partyOf(bob), steered), { code: 'HANDSHAKE_FAILED' });
    }
  });
});
