import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  type BackendFallback,
  Circuit,
  FallbackBackend,
  LocalBackend,
  type QuantumBackend,
  SeededRandom,
} from '../../../src/quantum/index.ts';

const CIRCUIT = new Circuit(1).x(0).measureAll();
const local = new LocalBackend(new SeededRandom(1));

/** A backend that always throws this. */
function broken(fault: QForgeError): QuantumBackend {
  return {
    name: 'broken machine',
    detect: () => Promise.resolve({ available: false, detail: 'broken' }),
    status: () => local.status(),
    run: () => Promise.reject(fault),
  };
}

describe('a fallback', () => {
  const faults = [
    new QForgeError('QUANTUM_BACKEND_UNAVAILABLE', { backend: 'broken machine', reason: 'it cannot be reached' }),
    new QForgeError('QUANTUM_BACKEND_REFUSED', { backend: 'broken machine', reason: 'no plan' }),
    new QForgeError('QUANTUM_TOKEN_REFUSED', { backend: 'broken machine' }),
    new QForgeError('QUANTUM_JOB_FAILED', { backend: 'broken machine', jobId: '1', reason: 'no' }),
  ];

  for (const fault of faults) {
    test(`is seen: ${fault.code}`, async () => {
      const told: BackendFallback[] = [];
      const backend = new FallbackBackend(broken(fault), local, (fallback) => told.push(fallback));
      const result = await backend.run(CIRCUIT, 10);
      assert.deepEqual([result.simulated, [...result.counts]], [true, [['1', 10]]]);
      assert.deepEqual(result.fallback, { from: 'broken machine', reason: fault.message });
      assert.deepEqual(told, [result.fallback]);
      assert.equal((await backend.detect()).available, false);
      assert.equal((await backend.status()).online, true);
    });
  }

  test('is not taken for a job that was cancelled, or a circuit that is wrong', async () => {
    for (const error of [
      new QForgeError('CANCELLED', { what: 'The job' }),
      new QForgeError('QUANTUM_ENGINE_UNSUITABLE', { engine: 'broken machine', reason: 'noise' }),
    ]) {
      const backend = new FallbackBackend(broken(error), local, () => assert.fail('told'));
      await assert.rejects(backend.run(CIRCUIT, 1), (thrown) => thrown === error);
    }
  });

  test('is not needed where the first one works', async () => {
    const backend = new FallbackBackend(local, broken(faults[0] as QForgeError), () => assert.fail('told'));
    assert.equal((await backend.run(CIRCUIT, 1)).fallback, undefined);
  });
});
