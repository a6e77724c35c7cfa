import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import { JsonClient } from '../../../src/quantum/hardware/json-client.ts';
import { MAX_ANSWER_CHARS, REQUEST_TIMEOUT_MS } from '../../../src/quantum/index.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { type StubAnswer, startStub } from './stub-server.ts';

const fails =
  (code: ErrorCode, part: string) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === code && error.message.includes(part);

async function clientOf(
  t: TestContext,
  answer: StubAnswer,
): Promise<{ readonly client: JsonClient; readonly clock: SimulatedClock }> {
  const { url } = await startStub(t, () => answer);
  const clock = new SimulatedClock();
  return { client: new JsonClient({ backend: 'stub', baseUrl: url, headers: { a: 'b' }, fetch, clock }), clock };
}

describe('the client of a backend', () => {
  test('gives JSON back, and nothing for an empty answer', async (t) => {
    assert.deepEqual(await (await clientOf(t, { status: 200, json: { x: [1] } })).client.request('GET', '/'), {
      x: [1],
    });
    assert.equal(await (await clientOf(t, { status: 204 })).client.request('POST', '/', {}), undefined);
  });

  test('tells tokens, refusals and nonsense apart', async (t) => {
    for (const status of [401, 403]) {
      await assert.rejects(
        (await clientOf(t, { status })).client.request('GET', '/'),
        fails('QUANTUM_TOKEN_REFUSED', 'stub'),
      );
    }
    const refusal = await clientOf(t, { status: 422, text: 'too\n many qubits' });
    await assert.rejects(
      refusal.client.request('GET', '/'),
      fails('QUANTUM_BACKEND_REFUSED', 'it answered 422 too many qubits'),
    );
    const nonsense = await clientOf(t, { status: 200, text: '<html>' });
    await assert.rejects(nonsense.client.request('GET', '/'), fails('QUANTUM_BACKEND_REFUSED', 'no JSON'));
  });

  test('stops reading an answer without end', async (t) => {
    const { client } = await clientOf(t, { status: 200, text: ' '.repeat(MAX_ANSWER_CHARS + 1) });
    await assert.rejects(client.request('GET', '/'), fails('QUANTUM_BACKEND_REFUSED', 'more than'));
  });

  test('gives up on silence, and on nobody there', async (t) => {
    const { client, clock } = await clientOf(t, 'silence');
    const waiting = client.request('GET', '/');
    setImmediate(() => clock.advance(REQUEST_TIMEOUT_MS));
    await assert.rejects(waiting, fails('QUANTUM_BACKEND_UNAVAILABLE', 'within 30000 ms'));
    assert.equal(clock.pendingCalls, 0);
    const nobody = new JsonClient({ backend: 'stub', baseUrl: 'http://127.0.0.1:1', headers: {}, fetch, clock });
    await assert.rejects(nobody.request('GET', '/'), fails('QUANTUM_BACKEND_UNAVAILABLE', 'cannot be reached'));
  });

  test('stops when it is told to', async (t) => {
    const { client } = await clientOf(t, 'silence');
    const controller = new AbortController();
    const waiting = client.request('GET', '/', undefined, controller.signal);
    setImmediate(() => controller.abort());
    await assert.rejects(waiting, fails('CANCELLED', 'stub'));
  });
});
