import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

describe('qforge quantum bell', () => {
  test('shows the pair, and that no local model explains it', async (t) => {
    const { code, stdout, stderr } = await new User(t).run(['quantum', 'bell', '--seed', '1']);
    assert.equal(code, 0);
    assert.match(stdout, /^q0 ──\[H\]──●─\n/u);
    assert.match(stdout, /^concurrence +1.000000$/mu);
    assert.match(stdout, /^CHSH measured +2\.\d+ ± 0\.\d+ \(no local model\)$/mu);
    assert.match(stderr, /seed 1/u);
  });

  test('a pair that is noisy enough has a local model', async (t) => {
    const words = [
      'quantum',
      'bell',
      '--fidelity',
      '0.6',
      '--state',
      'psi-',
      '--shots',
      '20000',
      '--seed',
      '2',
      '--json',
    ];
    const document = onlyDocument(await new User(t).run(words));
    const { fidelity, concurrence, chshExpected, chsh } = document as unknown as {
      fidelity: number;
      concurrence: number;
      chshExpected: number;
      chsh: { value: number; deviation: number };
    };
    assert.ok(Math.abs(fidelity - 0.6) < 1e-12 && Math.abs(concurrence - 0.2) < 1e-9);
    assert.ok(Math.abs(chshExpected - 2 * Math.SQRT2 * (1.4 / 3)) < 1e-12);
    assert.ok(Math.abs(chsh.value - chshExpected) < 6 * chsh.deviation);
    assert.equal(document['simulated'], true);
  });

  test('refuses what is no fidelity', async (t) => {
    assertFailure(await new User(t).run(['quantum', 'bell', '--fidelity', '0.2']), 'ARGUMENT_INVALID');
  });
});
