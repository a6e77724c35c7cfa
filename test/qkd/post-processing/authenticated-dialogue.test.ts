import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { AuthenticatedDialogue } from '../../../src/qkd/post-processing/authenticated-dialogue.ts';
import { AuthenticationKey, authenticationSecretBytes } from '../../../src/qkd/post-processing/authentication-key.ts';
import { type ClassicalChannel, memoryChannels } from '../../../src/qkd/post-processing/classical-channel.ts';

const secretOf = (seed: string): Uint8Array =>
  new SeededRandom(seed).fill(new Uint8Array(authenticationSecretBytes(1)));

interface Pair {
  readonly alice: AuthenticatedDialogue;
  readonly bob: AuthenticatedDialogue;
  readonly channels: readonly [ClassicalChannel, ClassicalChannel];
}

function pair(aliceSecret = secretOf('shared'), bobSecret = secretOf('shared')): Pair {
  const channels = memoryChannels();
  return {
    channels,
    alice: new AuthenticatedDialogue(channels[0], new AuthenticationKey(aliceSecret), 'alice'),
    bob: new AuthenticatedDialogue(channels[1], new AuthenticationKey(bobSecret), 'bob'),
  };
}

describe('an authenticated dialogue', () => {
  test('carries bodies of the wanted type, and both ends accept its tags', async () => {
    const { alice, bob } = pair();
    await alice.send('sample', Uint8Array.of(1, 2));
    const body = await bob.receive('sample');
    assert.deepEqual(body.rest(), Uint8Array.of(1, 2));
    await bob.send('verified', new Uint8Array(0));
    const [name] = await alice.receiveOneOf(['corrected', 'verified']);
    assert.equal(name, 'verified');
    await Promise.all([alice.authenticate(), bob.authenticate()]);
    assert.ok(alice.forgeryBound > 0 && alice.forgeryBound < 1e-35);
  });

  test('ends with other secrets do not accept each other', async () => {
    const { alice, bob } = pair(secretOf('shared'), secretOf('an impostor'));
    const outcomes = await Promise.allSettled([alice.authenticate(), bob.authenticate()]);
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected' && isQForgeError(outcome.reason, 'QKD_AUTHENTICATION_FAILED'));
    }
  });

  test('a message in the mouth of the other end is another message', async () => {
    const { alice, bob } = pair();
    // Alice believes that she said what Bob believes that he said.
    await alice.send('verified', new Uint8Array(0));
    await bob.send('verified', new Uint8Array(0));
    await alice.receive('verified');
    await bob.receive('verified');
    const outcomes = await Promise.allSettled([alice.authenticate(), bob.authenticate()]);
    for (const outcome of outcomes) assert.equal(outcome.status, 'rejected');
  });

  test('messages out of turn, empty ones and unknown ones are refused', async () => {
    for (const message of [Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(250, 1)]) {
      const { bob, channels } = pair();
      await channels[0].send(message);
      await assert.rejects(bob.receive('sample'), (error) => isQForgeError(error, 'MALFORMED'));
    }
  });

  test('an abort says why, at both ends', async () => {
    const { alice, bob } = pair();
    await assert.rejects(alice.abort('tooManyErrors'), (error) => isQForgeError(error, 'QKD_ABORTED'));
    await assert.rejects(
      bob.receive('sample'),
      (error) =>
        isQForgeError(error, 'QKD_ABORTED') &&
        error.details.reason === 'the other end says that the error rate is above the limit',
    );
  });

  test('an abort without a known reason, or with more than one, is refused', async () => {
    for (const message of [Uint8Array.of(15), Uint8Array.of(15, 99), Uint8Array.of(15, 1, 1)]) {
      const { bob, channels } = pair();
      await channels[0].send(message);
      await assert.rejects(bob.receive('sample'), (error) => isQForgeError(error, 'MALFORMED'));
    }
  });

  test('a tag that is none does not pass', async () => {
    for (const message of [Uint8Array.of(14), new Uint8Array(17), new Uint8Array(18).fill(14)]) {
      const { bob, channels } = pair();
      await channels[0].send(message);
      await assert.rejects(bob.authenticate(), (error) => isQForgeError(error, 'QKD_AUTHENTICATION_FAILED'));
    }
  });
});
