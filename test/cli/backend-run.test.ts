import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { IonqStub } from '../quantum/hardware/ionq-stub.ts';
import { startStub } from '../quantum/hardware/stub-server.ts';
import { assertFailure, type Ended, onlyDocument, User } from './command-line.ts';

const BELL = 'qubit[2] q; bit[2] c; h q[0]; cx q[0], q[1]; c = measure q;';

async function runAt(
  t: TestContext,
  words: readonly string[],
  apiKey: string,
  states: readonly string[],
): Promise<Ended> {
  const stub = new IonqStub({ apiKey: 'right key', states });
  const { url } = await startStub(t, (request) => stub.answer(request));
  const env = { IONQ_API_KEY: apiKey, QFORGE_IONQ_URL: url };
  const line = ['quantum', 'run', '-', '--shots', '300', '--seed', '1', '--backend', 'ionq:qpu.forte-1', ...words];
  return new User(t).run(line, { input: BELL, env });
}

describe('qforge quantum run --backend', () => {
  test('runs a circuit elsewhere and shows how it gets on', async (t) => {
    const { code, stdout, stderr } = await runAt(t, [], 'right key', ['ready', 'completed']);
    assert.equal(code, 0);
    assert.match(stdout, /^00\t\d+\n11\t\d+\n$/u);
    assert.match(
      stderr,
      /job job 1: ready after 0 s\njob job 1: completed after 2 s\n300 shots on IonQ qpu.forte-1\n/u,
    );
  });

  test('says that the token is wrong, and lets the simulator stand in only when asked to', async (t) => {
    assertFailure(await runAt(t, [], 'wrong key', ['completed']), 'QUANTUM_TOKEN_REFUSED');
    const ended = await runAt(t, ['--fallback', '--json'], 'wrong key', ['completed']);
    const document = onlyDocument(ended);
    assert.deepEqual([document['simulated'], document['shots']], [true, 300]);
    assert.deepEqual((document['fallback'] as { from: string }).from, 'IonQ qpu.forte-1');
    assert.match(ended.stderr, /the simulator stands in for IonQ qpu.forte-1/u);
  });

  test('never shows a key', async (t) => {
    const { stdout, stderr } = await runAt(t, [], 'wrong key', ['completed']);
    assert.ok(!`${stdout}${stderr}`.includes('wrong key'));
  });
});
