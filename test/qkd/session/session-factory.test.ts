import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { qkdProtocols } from '../../../src/qkd/link/link-setup.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { createSimulatedSession } from '../../../src/qkd/session/session-factory.ts';

describe('QKD session', () => {
  for (const protocol of qkdProtocols) {
    test(`${protocol}: both ends get the same key, and a report of what it cost`, async (t) => {
      t.diagnostic(`seed "session ${protocol}"`);
      const random = new SeededRandom(`session ${protocol}`);
      const pulses = protocol === 'bb84-decoy' ? { pulsesPerBlock: 4_500_000 } : {};
      const session = createSimulatedSession({ protocol, distanceKm: 10, random, ...pulses });
      assert.equal(session.protocol, protocol);
      const { alice, bob, report } = await session.nextBlock();
      assert.deepEqual(alice.expose(), bob.expose());
      assert.equal(report.simulated, true);
      assert.equal(report.finalBits, 8 * alice.length);
      assert.ok(report.finalBits > 1000);
      assert.ok(report.finalBits + report.authenticationBits < report.sifted - report.tested - report.leakedBits);
      assert.equal(report.secretKeyRatePerPulse, report.finalBits / report.pulses);
      assert.ok(report.security.correctness < 1e-30 && report.security.authentication < 1e-30);
      assert.equal(report.chsh === undefined, protocol !== 'e91');
    });
  }

  test('blocks are fresh, and the same seed makes the same ones', async () => {
    const keys = async (seed: string): Promise<readonly string[]> => {
      const session = createSimulatedSession({ protocol: 'bb84', distanceKm: 5, random: new SeededRandom(seed) });
      const blocks = [await session.nextBlock(), await session.nextBlock()];
      return blocks.map(({ alice }) => Buffer.from(alice.expose()).toString('hex'));
    };
    const [first, second] = await keys('fresh');
    assert.notEqual(first, second);
    assert.deepEqual(await keys('fresh'), [first, second]);
    assert.notEqual((await keys('other'))[0], first);
  });
});

describe('listeners are caught by what catches them in reality', () => {
  test('intercept and resend: the error rate', async () => {
    for (const protocol of ['bb84', 'six-state', 'sarg04', 'bbm92', 'e91', 'bb84-decoy'] as const) {
      const session = createSimulatedSession({
        protocol,
        distanceKm: 5,
        random: new SeededRandom(`intercepted ${protocol}`),
        eavesdropper: { kind: 'intercept-resend', fraction: 1 },
        pulsesPerBlock: 50_000,
      });
      await assert.rejects(
        session.nextBlock(),
        (error) => isQForgeError(error, 'QKD_ABORTED') && error.details.reason === 'the error rate is above the limit',
        protocol,
      );
    }
  });

  test('photon-number splitting: the decoys, while the error rate looks innocent', async () => {
    const session = createSimulatedSession({
      distanceKm: 50,
      random: new SeededRandom('split'),
      eavesdropper: { kind: 'photon-number-splitting' },
    });
    await assert.rejects(
      session.nextBlock(),
      (error) => isQForgeError(error, 'QKD_ABORTED') && error.details.reason === 'no secret bits are left',
    );
  });

  test('a tenth of the pulses intercepted: what is left is paid for, or nothing', async () => {
    const session = createSimulatedSession({
      protocol: 'bb84',
      distanceKm: 5,
      random: new SeededRandom('a little'),
      eavesdropper: { kind: 'intercept-resend', fraction: 0.1 },
    });
    const clean = createSimulatedSession({ protocol: 'bb84', distanceKm: 5, random: new SeededRandom('clean') });
    const { report } = await session.nextBlock();
    assert.ok(report.qber > 0.02);
    assert.ok(report.finalBits < 0.7 * (await clean.nextBlock()).report.finalBits);
  });
});

test('links that cannot be are refused', () => {
  const random = new SeededRandom('none');
  assert.throws(
    () => createSimulatedSession({ distanceKm: -1, random }),
    (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
  );
});
