import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

const BELL =
  'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nbit[2] c;\nh q[0];\ncx q[0], q[1];\nc = measure q;\n';

function withProgram(user: User, source: string): string {
  const path = join(user.home, 'program.qasm');
  writeFileSync(path, source);
  return path;
}

describe('qforge quantum run', () => {
  test('counts outcomes, the same again for the same seed', async (t) => {
    const user = new User(t);
    const words = ['quantum', 'run', withProgram(user, BELL), '--shots', '200', '--seed', '7'];
    const first = await user.run(words);
    assert.equal(first.code, 0);
    const counts = new Map(
      first.stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t') as [string, string]),
    );
    assert.deepEqual([...counts.keys()], ['00', '11']);
    assert.equal(
      [...counts.values()].reduce((sum, count) => sum + Number(count), 0),
      200,
    );
    assert.equal((await user.run(words)).stdout, first.stdout);
    assert.match(first.stderr, /200 shots on frames, seed 7/u);
  });

  test('prints one JSON document, with the reasons for the engine', async (t) => {
    const user = new User(t);
    const document = onlyDocument(
      await user.run(['quantum', 'run', '-', '--json', '--explain', '--engine', 'statevector'], { input: BELL }),
    );
    assert.deepEqual(
      [document['engine'], document['simulated'], document['shots'], document['qubits']],
      ['statevector', true, 1024, 2],
    );
    assert.deepEqual(document['reasons'], ['statevector: it was asked for']);
    assert.deepEqual(Object.keys(document['counts'] as object).toSorted(), ['00', '11']);
  });

  test('prints the state, and means of operators', async (t) => {
    const user = new User(t);
    const path = withProgram(user, BELL);
    const document = onlyDocument(
      await user.run(['quantum', 'run', path, '--statevector', '--expect', 'ZZ', 'XX', 'IZ', '--json']),
    );
    const [first = [0, 0]] = document['statevector'] as [number, number][];
    assert.ok(Math.abs(first[0] - Math.SQRT1_2) < 1e-12);
    const { ZZ, XX, IZ } = document['expectations'] as Record<string, number>;
    assert.ok(Math.abs((ZZ ?? 0) - 1) < 1e-12 && Math.abs((XX ?? 0) - 1) < 1e-12 && Math.abs(IZ ?? 1) < 1e-12);
    assert.equal(document['collapsed'], false);
    assert.match((await user.run(['quantum', 'run', path, '--statevector'])).stdout, /^11 {5}\+0.707107/mu);
  });

  test('says what is wrong with a program, where', async (t) => {
    const user = new User(t);
    const failure = await user.run(['quantum', 'run', withProgram(user, 'qubit q;\nfrob q;\n')]);
    assertFailure(failure, 'QASM_INVALID');
    assert.match(failure.stderr, /line 2, column 1: there is no gate named frob/u);
    assertFailure(await user.run(['quantum', 'run', withProgram(user, 'box { }')]), 'QASM_UNSUPPORTED');
    assertFailure(await user.run(['quantum', 'run', join(user.home, 'nothing.qasm')]), 'FILE_UNREADABLE');
  });

  test('says what cannot be run, and why', async (t) => {
    const user = new User(t);
    const large = await user.run(['quantum', 'run', withProgram(user, 'qubit[40] q; t q; bit c; c = measure q[0];')]);
    assertFailure(large, 'QUANTUM_ENGINE_UNSUITABLE');
    assert.match(large.stderr, /16 TiB/u);
    const path = withProgram(user, BELL);
    assertFailure(await user.run(['quantum', 'run', path, '--shots', '0']), 'ARGUMENT_INVALID');
    assertFailure(await user.run(['quantum', 'run', path, '--seed', 'x']), 'ARGUMENT_INVALID');
    assertFailure(await user.run(['quantum', 'run', path, '--expect', 'ZZZ']), 'ARGUMENT_INVALID');
    assertFailure(await user.run(['quantum', 'run', path, '--engine', 'magic']), 'COMMAND_LINE_INVALID');
    const wide = withProgram(user, 'qubit[20] q; h q;');
    assertFailure(await user.run(['quantum', 'run', wide, '--statevector']), 'ARGUMENT_INVALID');
  });
});
