import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { AuthenticatedDialogue } from '../../../src/qkd/post-processing/authenticated-dialogue.ts';
import { AuthenticationKey, authenticationSecretBytes } from '../../../src/qkd/post-processing/authentication-key.ts';
import { memoryChannels } from '../../../src/qkd/post-processing/classical-channel.ts';
import { correctBySyndromes, tellSyndromes } from '../../../src/qkd/post-processing/ldpc-dialogue.ts';
import { SimulatedSession } from '../../../src/qkd/session/simulated-session.ts';
import { noisyKeys } from '../noisy-keys.ts';

describe('reconciliation by codes', () => {
  for (const [title, actual] of [
    ['frames that decode', 0.03],
    ['frames with far more errors than planned, which are disclosed whole', 0.11],
  ] as const) {
    test(title, async () => {
      const random = new SeededRandom(title);
      const { right, noisy } = noisyKeys(random, 9000, actual);
      const secret = random.fill(new Uint8Array(authenticationSecretBytes(1)));
      const [aliceChannel, bobChannel] = memoryChannels();
      const alice = new AuthenticatedDialogue(aliceChannel, new AuthenticationKey(secret), 'alice');
      const bob = new AuthenticatedDialogue(bobChannel, new AuthenticationKey(secret), 'bob');
      const [told, corrected] = await Promise.all([
        tellSyndromes(alice, right, 0.035, random),
        correctBySyndromes(bob, noisy, 0.035),
      ]);
      assert.deepEqual(corrected.bits, right);
      assert.equal(told.disclosed, corrected.disclosed);
      assert.equal(told.corrected, corrected.corrected);
      assert.equal(corrected.disclosed > 9000, actual > 0.1);
      await Promise.all([alice.authenticate(), bob.authenticate()]);
    });
  }

  test('a whole block', async () => {
    const session = new SimulatedSession({
      setup: linkSetup({ protocol: 'bb84', distanceKm: 5 }),
      pulsesPerBlock: 100_000,
      random: new SeededRandom('ldpc session'),
      parameters: { reconciliation: 'ldpc' },
    });
    const { alice, bob, report } = await session.nextBlock();
    assert.deepEqual(alice.expose(), bob.expose());
    assert.ok(report.finalBits > 500 && report.errors > 0);
  });
});
