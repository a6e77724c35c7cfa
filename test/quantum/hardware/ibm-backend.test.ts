import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import { Circuit, IbmBackend, JOB_POLL_MS, type JobProgress } from '../../../src/quantum/index.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { IbmStub, type IbmStubOptions } from './ibm-stub.ts';
import { startStub } from './stub-server.ts';

const KEY = 'k&y=';
const CRN = 'crn:v1:test';
const fails =
  (code: ErrorCode, part: string) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === code && error.message.includes(part);

interface Rig {
  readonly backend: IbmBackend;
  readonly stub: IbmStub;
  readonly clock: SimulatedClock;
  readonly progress: string[];
  readonly hurry: (progress: JobProgress) => void;
}

async function rigOf(t: TestContext, options: Partial<IbmStubOptions> = {}, apiKey: string = KEY): Promise<Rig> {
  const stub = new IbmStub({ apiKey: KEY, crn: CRN, states: ['Completed'], ...options });
  const { url } = await startStub(t, (request) => stub.answer(request));
  const clock = new SimulatedClock();
  const backend = new IbmBackend({
    machine: 'ibm_test',
    apiKey,
    serviceCrn: CRN,
    fetch,
    clock,
    baseUrl: url,
    tokenUrl: `${url}/token`,
  });
  const progress: string[] = [];
  const hurry = ({ state }: JobProgress): void => {
    progress.push(state);
    setImmediate(() => clock.advance(JOB_POLL_MS));
  };
  return { backend, stub, clock, progress, hurry };
}

describe('the IBM backend', () => {
  test('is found, and says how it is, error rates from its calibration', async (t) => {
    const { backend, stub } = await rigOf(t);
    assert.deepEqual(await backend.detect(), { available: true, detail: 'IBM ibm_test is active' });
    const { online, qubits, errorRates } = await backend.status();
    assert.deepEqual([online, qubits], [true, 5]);
    for (const [found, expected] of [
      [errorRates.oneQubit, 0.002],
      [errorRates.twoQubit, 0.01],
      [errorRates.readout, 0.03],
    ]) {
      assert.ok(Math.abs((found ?? 1) - (expected ?? 0)) < 1e-12);
    }
    assert.equal(stub.tokensGiven, 1, 'one token serves many requests');
  });

  test('runs a circuit in the instructions of the machine, across qubits that are not coupled', async (t) => {
    const { backend, hurry, progress } = await rigOf(t, {
      states: ['Queued', 'Running', 'Completed'],
      emptyResults: 1,
    });
    const result = await backend.run(new Circuit(5, 2).h(0).cx(0, 4).x(2).cx(4, 2).measure(4, 0).measure(2, 1), 500, {
      onProgress: hurry,
    });
    assert.deepEqual([...result.counts.keys()], ['01', '10']);
    assert.equal(
      [...result.counts.values()].reduce((sum, count) => sum + count, 0),
      500,
    );
    assert.deepEqual([result.simulated, result.jobId], [false, 'j1']);
    assert.deepEqual(progress, ['Queued', 'Running', 'Completed', 'Completed']);
  });

  test('asks for a new token when the old one is about to end', async (t) => {
    const { backend, stub, clock } = await rigOf(t);
    await backend.detect();
    clock.advance(3_500_000);
    await backend.detect();
    clock.advance(60_000);
    await backend.detect();
    assert.equal(stub.tokensGiven, 2);
  });

  test('a bad key, a failed job, a cancelled one and a circuit that is too large are told apart', async (t) => {
    const circuit = new Circuit(1).h(0).measureAll();
    await assert.rejects(
      (await rigOf(t, {}, 'wrong')).backend.run(circuit, 1),
      fails('QUANTUM_TOKEN_REFUSED', 'IBM IAM'),
    );
    await assert.rejects(
      (await rigOf(t, { states: ['Failed'] })).backend.run(circuit, 1),
      fails('QUANTUM_JOB_FAILED', 'Error 9999'),
    );
    const cancelled = await rigOf(t, { states: ['Queued'] });
    const controller = new AbortController();
    const run = cancelled.backend.run(circuit, 1, {
      signal: controller.signal,
      onProgress: () => setImmediate(() => controller.abort()),
    });
    await assert.rejects(run, fails('CANCELLED', 'j1'));
    assert.deepEqual(cancelled.stub.cancelled, ['j1']);
    await assert.rejects(
      (await rigOf(t)).backend.run(new Circuit(6).measureAll(), 1),
      fails('QUANTUM_ENGINE_UNSUITABLE', 'it has 5'),
    );
  });

  test('answers that make no sense are refused', async (t) => {
    const answers: readonly (readonly [string, unknown, string])[] = [
      ['/configuration', { n_qubits: 2, coupling_map: [[0, 7]] }, 'its description makes no sense'],
      ['/results', { results: [{ data: {} }] }, 'no samples'],
      ['/results', { results: [{ data: { c: { samples: ['07'] } } }] }, 'a sample is no number'],
      ['/results', { results: [{ data: { c: { samples: ['0x4'] } } }] }, 'more bits than the circuit'],
      ['/jobs', {}, 'it named no job'],
    ];
    for (const [ending, answer, reason] of answers) {
      const stub = new IbmStub({ apiKey: KEY, crn: CRN, states: ['Completed'] });
      const { url } = await startStub(t, (request) =>
        request.path.endsWith(ending) ? { status: 200, json: answer } : stub.answer(request),
      );
      const options = { machine: 'ibm_test', apiKey: KEY, serviceCrn: CRN, fetch, clock: new SimulatedClock() };
      const backend = new IbmBackend({ ...options, baseUrl: url, tokenUrl: `${url}/token` });
      await assert.rejects(backend.run(new Circuit(2).measureAll(), 1), fails('QUANTUM_BACKEND_REFUSED', reason));
    }
  });
});
