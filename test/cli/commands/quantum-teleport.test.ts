import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

describe('qforge quantum teleport', () => {
  test('delivers everything through a perfect pair', async (t) => {
    const { stdout } = await new User(t).run(['quantum', 'teleport', '--shots', '500', '--seed', '1']);
    assert.match(stdout, /\[X if c1=1\]/u);
    assert.match(stdout, /^arrived +1.0000$/mu);
  });

  test('delivers (2F + 1) / 3 through a Werner pair (20,000 shots, seed 3, six standard deviations)', async (t) => {
    const words = ['quantum', 'teleport', '--theta', '100', '--phi', '-20', '--fidelity', '0.7'];
    const document = onlyDocument(await new User(t).run([...words, '--shots', '20000', '--seed', '3', '--json']));
    assert.ok(Math.abs(Number(document['expected']) - 0.8) < 1e-12);
    assert.ok(Math.abs(Number(document['arrived']) - 0.8) < 6 * Math.sqrt(0.16 / 20_000));
  });

  test('refuses angles and fidelities that are none', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['quantum', 'teleport', '--theta', 'up']), 'ARGUMENT_INVALID');
    assertFailure(await user.run(['quantum', 'teleport', '--fidelity', '2']), 'ARGUMENT_INVALID');
  });
});
