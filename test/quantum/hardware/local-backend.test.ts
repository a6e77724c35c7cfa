import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit, LocalBackend, SeededRandom } from '../../../src/quantum/index.ts';

test('hardware interface: the local simulator is a backend like any other, and says that it simulates', async () => {
  const backend = new LocalBackend(new SeededRandom(1));
  assert.equal((await backend.detect()).available, true);
  const { online, qubits, errorRates } = await backend.status();
  assert.deepEqual([online, qubits, errorRates.twoQubit], [true, 26, 0]);
  const result = await backend.run(new Circuit(2).h(0).cx(0, 1).measureAll(), 100);
  assert.deepEqual(
    [result.simulated, result.backend, [...result.counts.keys()]],
    [true, 'local simulator (frames)', ['00', '11']],
  );
  await assert.rejects(backend.run(new Circuit(40).gate('t', [0]).measureAll(), 1), /16 TiB/u);
});
