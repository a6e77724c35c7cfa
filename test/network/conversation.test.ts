import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { Conversation } from '../../src/network/conversation.ts';
import type { MessageLane } from '../../src/network/message-lane.ts';
import type { MessageFrames } from '../../src/network/message-sender.ts';
import { NO_ID } from '../../src/network/random-id.ts';
import { MESSAGE_WINDOW_BYTES } from '../../src/network/record-limits.ts';
import type { SessionHello } from '../../src/network/session-hello.ts';
import { unnotedFailures } from '../base/noted-failures.ts';
import { ManualClock } from '../client/manual-clock.ts';

const seed = Number(process.env['SEED'] ?? 20_261_331);
const numRuns = Number(process.env['RUNS'] ?? 500);
const CHANNEL = 'c0'.repeat(16);
let made = 0;

/** A fresh side of the channel, as after a start of its process. */
function newSide(role: 'initiator' | 'responder' = 'initiator'): Conversation {
  made += 1;
  const outboundId = made.toString(16).padStart(32, '0');
  const failures = unnotedFailures;
  const clock = new ManualClock();
  return new Conversation({ channelId: CHANNEL, outboundId, role, clock, failures, onTakenLater: () => undefined });
}

type Frame = { readonly resume: number } | { readonly piece: Uint8Array; readonly last: boolean };

/** One direction of a session: what was written and has not arrived. */
class Direction implements MessageFrames {
  readonly frames: Frame[] = [];

  resume(number: number): void {
    this.frames.push({ resume: number });
  }

  writeMessage(piece: Uint8Array, last: boolean): void {
    this.frames.push({ piece: new Uint8Array(piece), last });
  }

  /** Lets so many frames arrive. */
  arrive(lane: MessageLane, count: number): void {
    for (const frame of this.frames.splice(0, count)) {
      if ('resume' in frame) lane.resume(frame.resume);
      else if (frame.last) lane.message(frame.piece);
      else lane.fragment(frame.piece);
    }
  }
}

/** A session between two sides. */
class Session {
  readonly forth = new Direction();
  readonly back = new Direction();
  readonly #lanes: readonly [MessageLane, MessageLane];
  readonly lost: readonly [boolean, boolean];

  /** `farHello` is what the responder has said at the end of the handshake, which may be a while ago. */
  constructor(near: Conversation, far: Conversation, farHello = far.hello()) {
    const nearHello = near.hello();
    far.check(nearHello);
    near.check(farHello);
    this.#lanes = [far.lane(nearHello), near.lane(farHello)];
    this.lost = [near.resume(farHello, this.forth).peerLostState, far.resume(nearHello, this.back).peerLostState];
  }

  arrive(frames: number | { readonly forth: number; readonly back: number }): void {
    const { forth, back } = typeof frames === 'number' ? { forth: frames, back: frames } : frames;
    this.forth.arrive(this.#lanes[0], forth);
    this.back.arrive(this.#lanes[1], back);
  }
}

describe('two sides of a channel', () => {
  test('say first that they know nothing of each other', () => {
    const hello = newSide().hello();
    assert.deepEqual([hello.channelId, hello.inboundId, hello.received, hello.taken], [CHANNEL, NO_ID, 0, 0]);
    assert.deepEqual([hello.messageWindowBytes, hello.streamWindowBytes], [MESSAGE_WINDOW_BYTES, 1_048_576]);
    const session = new Session(newSide(), newSide('responder'));
    assert.deepEqual(session.lost, [false, false], 'a first session is no loss');
    assert.deepEqual([session.forth.frames, session.back.frames], [[{ resume: 1 }], [{ resume: 1 }]]);
  });

  test('acknowledge by the hello of the next session what the frames did not bring any more', async () => {
    const [near, far] = [newSide(), newSide('responder')];
    const first = new Session(near, far);
    const sending = near.sender.send(Buffer.from('a'));
    far.receiver.setHandler(() => undefined);
    first.arrive(10);
    const second = new Session(near, far);
    assert.equal((await sending).sequence, 1);
    assert.deepEqual(second.forth.frames, [{ resume: 2 }]);
  });

  test('notice that the other has lost its state, and send it the rest', () => {
    const [near, far] = [newSide(), newSide('responder')];
    new Session(near, far).arrive(10);
    near.sender.post(Buffer.from('a'));
    const restarted = newSide('responder');
    const session = new Session(near, restarted);
    assert.deepEqual(session.lost, [true, true]);
    const seen: string[] = [];
    restarted.receiver.setHandler((message) => seen.push(Buffer.from(message).toString()));
    session.arrive(10);
    assert.deepEqual(seen, ['a']);
  });

  test('take nothing for lost that the other never had: a session was cut before it began there', () => {
    const [near, far] = [newSide(), newSide('responder')];
    near.sender.post(Buffer.from('a'));
    far.sender.post(Buffer.from('b'));
    assert.deepEqual(new Session(near, far).lost, [false, false]);
    assert.deepEqual(new Session(near, far).lost, [false, false], 'nothing of the first has arrived');
    // The responder has read all, and what it says is cut off.
    const third = new Session(near, far);
    third.arrive({ forth: 10, back: 0 });
    const seen: string[] = [];
    near.receiver.setHandler((message) => seen.push(Buffer.from(message).toString()));
    const fourth = new Session(near, far);
    assert.deepEqual(fourth.lost, [false, false]);
    fourth.arrive(10);
    assert.deepEqual(seen, ['b']);
  });

  test('refuse a peer that has received what was never sent', () => {
    const [near, far] = [newSide(), newSide('responder')];
    new Session(near, far).arrive(10);
    const { outboundId } = near.hello();
    const lie = { ...far.hello(), inboundId: outboundId, received: 1 };
    assert.throws(
      () => near.check(lie),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
    near.check({ ...lie, inboundId: NO_ID });
  });
});

describe('messages over any sequence of cuts', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ post: fc.constantFrom('near' as const, 'far' as const) }) },
    { weight: 4, arbitrary: fc.record({ arrive: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.constant('acknowledge' as const) },
    { weight: 1, arbitrary: fc.constant('new session, the old goes on' as const) },
    { weight: 2, arbitrary: fc.constant('cut' as const) },
    { weight: 1, arbitrary: fc.constant('the responder answers the next handshake' as const) },
  );

  test(`are delivered once each, in order (seed ${seed}, ${numRuns} runs)`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [near, far] = [newSide(), newSide('responder')];
        const seen = { near: [] as number[], far: [] as number[] };
        near.receiver.setHandler((message) => seen.near.push(Number(Buffer.from(message).toString())));
        far.receiver.setHandler((message) => seen.far.push(Number(Buffer.from(message).toString())));
        const posted = { near: 0, far: 0 };
        // What the responder has said in a handshake whose initiator has not read it yet.
        let answer: SessionHello | undefined;
        const begun = (): Session => {
          const session = new Session(near, far, answer);
          answer = undefined;
          return session;
        };
        let sessions = [begun()];
        for (const action of steps) {
          if (action === 'cut') sessions = [begun()];
          else if (action === 'the responder answers the next handshake') answer ??= far.hello();
          else if (action === 'acknowledge') {
            near.sender.acknowledge(far.receiver.taken);
            far.sender.acknowledge(near.receiver.taken);
          } else if (action === 'new session, the old goes on') sessions.push(begun());
          else if ('arrive' in action) for (const session of sessions.toReversed()) session.arrive(action.arrive);
          else {
            posted[action.post] += 1;
            const side = action.post === 'near' ? near : far;
            side.sender.post(Buffer.from(String(posted[action.post])));
          }
        }
        new Session(near, far).arrive(Number.POSITIVE_INFINITY);
        for (const session of sessions) session.arrive(Number.POSITIVE_INFINITY);
        const countTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
        assert.deepEqual(seen, { near: countTo(posted.far), far: countTo(posted.near) });
      }),
      { seed, numRuns },
    );
  });
});
