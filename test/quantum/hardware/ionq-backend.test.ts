import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, QForgeError } from '../../../src/base/index.ts';
import {
  Circuit,
  exactBranches,
  IonqBackend,
  JOB_POLL_MS,
  type JobProgress,
  SeededRandom,
} from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { IonqStub } from './ionq-stub.ts';
import { type StubRequest, startStub } from './stub-server.ts';

const KEY = 'secret key';
const fails =
  (code: ErrorCode, part: string) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === code && error.message.includes(part);

interface Rig {
  readonly backend: IonqBackend;
  readonly stub: IonqStub;
  readonly requests: StubRequest[];
  readonly clock: SimulatedClock;
  /** Lets the time between two looks at a job pass as soon as it is waited for. */
  readonly hurry: (progress: JobProgress) => void;
  readonly progress: JobProgress[];
}

async function rigOf(
  t: TestContext,
  states: readonly string[],
  target: string = 'qpu.forte-1',
  apiKey: string = KEY,
): Promise<Rig> {
  const stub = new IonqStub({ apiKey: KEY, states });
  const { url, requests } = await startStub(t, (request) => stub.answer(request));
  const clock = new SimulatedClock();
  const backend = new IonqBackend({ target, apiKey, fetch, clock, random: new SeededRandom(1), baseUrl: url });
  const progress: JobProgress[] = [];
  const hurry = (step: JobProgress): void => {
    progress.push(step);
    setImmediate(() => clock.advance(JOB_POLL_MS));
  };
  return { backend, stub, requests, clock, hurry, progress };
}

describe('the IonQ backend', () => {
  test('is found without a key, and says how it is', async (t) => {
    const { backend, requests } = await rigOf(t, []);
    assert.deepEqual(await backend.detect(), { available: true, detail: 'IonQ qpu.forte-1 is available' });
    assert.equal(requests.length, 1);
    const { online, qubits, queueMs, errorRates } = await backend.status();
    assert.deepEqual([online, qubits, queueMs], [true, 36, 1_181_215]);
    for (const [found, expected] of [
      [errorRates.oneQubit, 0.0002],
      [errorRates.twoQubit, 0.007],
      [errorRates.readout, 0.005],
    ]) {
      assert.ok(Math.abs((found ?? 1) - (expected ?? 0)) < 1e-12);
    }
    assert.equal((await (await rigOf(t, [], 'qpu.aria-1')).backend.detect()).available, false);
    await assert.rejects(
      (await rigOf(t, [], 'qpu.none')).backend.detect(),
      fails('QUANTUM_BACKEND_REFUSED', 'no backend of that name'),
    );
  });

  test('runs a circuit: queue, progress, counts of the bits that were measured', async (t) => {
    const { backend, hurry, progress, requests } = await rigOf(t, ['ready', 'started', 'completed']);
    const circuit = new Circuit(3, 2).h(0).cx(0, 2).x(1).measure(2, 0).measure(1, 1);
    const result = await backend.run(circuit, 1_000, { onProgress: hurry });
    assert.deepEqual([...result.counts.keys()], ['10', '11']);
    assert.deepEqual(
      [result.simulated, result.shots, result.jobId, result.fallback],
      [false, 1_000, 'job 1', undefined],
    );
    assert.deepEqual(
      progress.map(({ state, waitedMs }) => [state, waitedMs]),
      [
        ['ready', 0],
        ['started', 2_000],
        ['completed', 4_000],
      ],
    );
    assert.ok(requests.every(({ headers }) => headers.authorization === `apiKey ${KEY}`));
    assert.equal((await (await rigOf(t, ['completed'], 'simulator')).backend.run(circuit, 10)).simulated, true);
  });

  test('sends any gate in words that the machine knows (20 circuits, seed 701, significance 1e-6)', async (t) => {
    const draws = seededDraws(701);
    for (let run = 0; run < 20; run++) {
      const { backend } = await rigOf(t, ['completed']);
      const circuit = randomCircuit(3, 6, draws, 0)
        .gate('ch', [0, 1])
        .gate('cu', [2, 1], [1, 0.3, 0.2, 0.7])
        .gate('cswap', [2, 0, 1]);
      circuit.append(randomCircuit(3, 6, draws, 0)).measureAll();
      const { counts } = await backend.run(circuit, 2_000);
      const expected = exactBranches(circuit).map(
        ({ bits, probability }) => [Array.from(bits).toReversed().join(''), 2_000 * probability] as const,
      );
      const p = chiSquareP(
        expected.map(([bits]) => counts.get(bits) ?? 0),
        expected.map(([, value]) => value),
      );
      assert.ok(p > 1e-6, `circuit ${run}: p = ${p}`);
    }
  });

  test('refuses circuits that it cannot send before it sends anything', async (t) => {
    const { backend, requests } = await rigOf(t, ['completed']);
    const circuits = [
      new Circuit(1).measure(0).x(0),
      new Circuit(4).controlled([0, 1, 2], 'x', [3]),
      new Circuit(1).reset(0),
    ];
    for (const circuit of circuits)
      await assert.rejects(backend.run(circuit, 1), fails('QUANTUM_ENGINE_UNSUITABLE', 'does not take'));
    assert.equal(requests.length, 0);
  });

  test('a bad key, a failed job and a cancelled one are told apart', async (t) => {
    const circuit = new Circuit(1).h(0).measureAll();
    const wrong = await rigOf(t, ['completed'], 'qpu.forte-1', 'wrong');
    await assert.rejects(wrong.backend.run(circuit, 1), fails('QUANTUM_TOKEN_REFUSED', 'IonQ qpu.forte-1'));
    const failed = await rigOf(t, ['ready', 'failed']);
    await assert.rejects(
      failed.backend.run(circuit, 1, { onProgress: failed.hurry }),
      fails('QUANTUM_JOB_FAILED', 'the ions escaped'),
    );
    const cancelled = await rigOf(t, ['ready']);
    const controller = new AbortController();
    const run = cancelled.backend.run(circuit, 1, {
      signal: controller.signal,
      onProgress: () => setImmediate(() => controller.abort()),
    });
    await assert.rejects(run, fails('CANCELLED', 'job 1'));
    assert.deepEqual(cancelled.stub.cancelled, ['job 1']);
  });

  test('answers that make no sense are refused', async (t) => {
    for (const probabilities of [{ 0: 0.4 }, { 0: -1, 1: 2 }, { x: 1 }, [1], 'text', null]) {
      const { url } = await startStub(t, ({ method, path }) => {
        if (method === 'POST') return { status: 200, json: { id: 'a' } };
        return { status: 200, json: path.endsWith('probabilities') ? probabilities : { status: 'completed' } };
      });
      const options = {
        target: 'simulator',
        apiKey: KEY,
        fetch,
        clock: new SimulatedClock(),
        random: new SeededRandom(1),
        baseUrl: url,
      };
      await assert.rejects(
        new IonqBackend(options).run(new Circuit(1).measureAll(), 1),
        fails('QUANTUM_BACKEND_REFUSED', 'make no sense'),
      );
    }
  });
});
