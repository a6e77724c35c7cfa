import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { IbmTokenSource } from '../../../src/quantum/hardware/ibm-token.ts';
import { REQUEST_TIMEOUT_MS } from '../../../src/quantum/index.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { type StubAnswer, startStub } from './stub-server.ts';

const cases: readonly (readonly [StubAnswer, string])[] = [
  [{ status: 400, json: {} }, 'QUANTUM_TOKEN_REFUSED'],
  [{ status: 200, json: { expires_in: 1 } }, 'QUANTUM_BACKEND_REFUSED'],
  [{ status: 200, text: 'no' }, 'QUANTUM_BACKEND_REFUSED'],
  ['silence', 'QUANTUM_BACKEND_UNAVAILABLE'],
];

for (const [answer, code] of cases) {
  test(`${answer === 'silence' ? answer : JSON.stringify(answer)} is ${code}`, async (t) => {
    const { url } = await startStub(t, () => answer);
    const clock = new SimulatedClock();
    const asked = new IbmTokenSource('key', fetch, clock, url).token();
    if (answer === 'silence') setImmediate(() => clock.advance(REQUEST_TIMEOUT_MS));
    await assert.rejects(asked, (error) => error instanceof QForgeError && error.code === code);
    assert.equal(clock.pendingCalls, 0);
  });
}
