import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { type ClassicalChannel, memoryChannels } from '../../../src/qkd/post-processing/classical-channel.ts';
import { MESSAGE, type MessageName } from '../../../src/qkd/post-processing/message-types.ts';
import { SimulatedSession } from '../../../src/qkd/session/simulated-session.ts';

type Channels = readonly [ClassicalChannel, ClassicalChannel];

/** A session of small blocks on which somebody sits in the middle of the classical channel. */
function sessionOver(channels: () => Channels, seed: string): SimulatedSession {
  return new SimulatedSession({
    setup: linkSetup({ protocol: 'bb84', distanceKm: 1 }),
    pulsesPerBlock: 25_000,
    spareBlocks: 3,
    random: new SeededRandom(seed),
    channels,
  });
}

/** Channels whose messages pass through `change` on their way. */
function tampered(change: (message: Uint8Array) => Uint8Array): () => Channels {
  return () => {
    const [alice, bob] = memoryChannels();
    const through = (channel: ClassicalChannel): ClassicalChannel => ({
      send: (message) => channel.send(change(message.slice())),
      receive: () => channel.receive(),
      close: () => channel.close(),
    });
    return [through(alice), through(bob)];
  };
}

/** Flips one bit in the middle of the first message of one type. */
function flippedOnce(name: MessageName): (message: Uint8Array) => Uint8Array {
  let isDone = false;
  return (message) => {
    if (isDone || message[0] !== MESSAGE[name] || message.length < 2) return message;
    isDone = true;
    const place = Math.max(1, message.length >> 1);
    message[place] = (message[place] ?? 0) ^ 1;
    return message;
  };
}

describe('somebody in the middle of the classical channel', () => {
  /** What ends the block when one bit of a message of each type is changed. */
  const caught: Readonly<Partial<Record<MessageName, readonly string[]>>> = {
    hello: ['QKD_ABORTED'],
    detections: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED', 'MALFORMED'],
    sifting: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED'],
    sample: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED'],
    outcomes: ['QKD_AUTHENTICATION_FAILED'],
    estimate: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED', 'MALFORMED'],
    parityQuestions: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED', 'MALFORMED'],
    parityAnswers: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED'],
    corrected: ['QKD_AUTHENTICATION_FAILED'],
    permutation: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED'],
    verification: ['QKD_ABORTED'],
    amplification: ['QKD_AUTHENTICATION_FAILED', 'QKD_ABORTED'],
    tag: ['QKD_AUTHENTICATION_FAILED'],
  };
  for (const [name, codes] of Object.entries(caught)) {
    test(`one bit of a message of type ${name} is changed: no key`, async () => {
      const session = sessionOver(tampered(flippedOnce(name as MessageName)), `tampered ${name}`);
      await assert.rejects(
        session.nextBlock(),
        (error) => isQForgeError(error) && codes.includes(error.code),
        `caught by one of ${codes.join(', ')}`,
      );
    });
  }

  test('a bit of the public seed of the last hash is changed: only the tags tell, and they do', async () => {
    const change = (message: Uint8Array): Uint8Array => {
      if (message[0] === MESSAGE.amplification) message[message.length - 10] = (message.at(-10) ?? 0) ^ 4;
      return message;
    };
    await assert.rejects(sessionOver(tampered(change), 'seed').nextBlock(), (error) =>
      isQForgeError(error, 'QKD_AUTHENTICATION_FAILED'),
    );
  });

  test('tags sent back to their sender do not pass', async () => {
    const channels = (): Channels => {
      const [alice, bob] = memoryChannels();
      let own: Uint8Array | undefined;
      return [
        {
          send: (message) => {
            if (message[0] === MESSAGE.tag) own = message.slice();
            return alice.send(message);
          },
          receive: async () => {
            const message = await alice.receive();
            return message[0] === MESSAGE.tag && own !== undefined ? own : message;
          },
          close: () => alice.close(),
        },
        bob,
      ];
    };
    await assert.rejects(sessionOver(channels, 'reflected').nextBlock(), (error) =>
      isQForgeError(error, 'QKD_AUTHENTICATION_FAILED'),
    );
  });

  test('messages that nobody touches pass, through the same channels', async () => {
    const { alice, bob } = await sessionOver(
      tampered((message) => message),
      'untouched',
    ).nextBlock();
    assert.deepEqual(alice.expose(), bob.expose());
  });

  test('a closed channel ends the block', async () => {
    const channels = (): Channels => {
      const [alice, bob] = memoryChannels();
      return [alice, { ...bob, receive: () => (bob.close(), bob.receive()) }];
    };
    await assert.rejects(sessionOver(channels, 'closed').nextBlock(), (error) => isQForgeError(error, 'QKD_ABORTED'));
  });
});

test('a session goes on after a block without a key', async () => {
  let isTampered = true;
  const change = (message: Uint8Array): Uint8Array => {
    if (isTampered && message[0] === MESSAGE.outcomes) message[1] = (message[1] ?? 0) ^ 1;
    return message;
  };
  const session = sessionOver(tampered(change), 'again');
  await assert.rejects(session.nextBlock());
  isTampered = false;
  const { alice, bob } = await session.nextBlock();
  assert.deepEqual(alice.expose(), bob.expose());
});

test('tags use up key, which blocks without a key do not pay back', async () => {
  const session = sessionOver(tampered(flippedAlways('outcomes')), 'used up');
  const codes: string[] = [];
  for (let block = 0; block < 4; block++) {
    await session.nextBlock().catch((error: unknown) => codes.push(isQForgeError(error) ? error.code : String(error)));
  }
  assert.deepEqual(
    codes.map((code) => code.replace('QKD_AUTHENTICATION_', '')),
    ['FAILED', 'FAILED', 'FAILED', 'KEY_USED_UP'],
  );
});

function flippedAlways(name: MessageName): (message: Uint8Array) => Uint8Array {
  return (message) => {
    if (message[0] === MESSAGE[name]) message[1] = (message[1] ?? 0) ^ 1;
    return message;
  };
}
