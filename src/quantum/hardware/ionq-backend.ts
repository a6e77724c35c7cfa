import type { Clock, RandomSource } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import { BitCounter, type BitCounts, bitText } from '../engines/bit-counts.ts';
import { RandomDraws } from '../random/random-draws.ts';
import { sampleBasisStates } from '../statevector/basis-sampler.ts';
import { jobFailed, refused } from './backend-fault.ts';
import { ionqInput } from './ionq-circuit.ts';
import { type JobLook, waitForJob } from './job-wait.ts';
import { type Fetch, JsonClient } from './json-client.ts';
import type { BackendDetection, BackendResult, BackendStatus, QuantumBackend, RunOptions } from './quantum-backend.ts';
import { arrayOf, numberAt, recordOf, textAt } from './unverified-json.ts';

/** What the backend is handed. */
export interface IonqOptions {
  /** Such as `qpu.forte-1`, or `simulator`. */
  readonly target: string;
  readonly apiKey: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Shots are drawn with it from the probabilities that IonQ reports. */
  readonly random: RandomSource;
  readonly baseUrl?: string;
}

const BASE_URL = 'https://api.ionq.co/v0.4';

/** IonQ's machines, by version 0.4 of their REST interface (docs.ionq.com/api-reference/v0.4). */
export class IonqBackend implements QuantumBackend {
  readonly name: string;
  readonly #options: IonqOptions;
  readonly #client: JsonClient;

  constructor(options: IonqOptions) {
    this.name = `IonQ ${options.target}`;
    this.#options = options;
    this.#client = new JsonClient({
      backend: this.name,
      baseUrl: options.baseUrl ?? BASE_URL,
      headers: { authorization: `apiKey ${options.apiKey}` },
      fetch: options.fetch,
      clock: options.clock,
    });
  }

  async detect(): Promise<BackendDetection> {
    const entry = await this.#entry();
    const state = textAt(entry, 'status') ?? 'unknown';
    return { available: state === 'available', detail: `${this.name} is ${state}` };
  }

  async status(): Promise<BackendStatus> {
    const entry = await this.#entry();
    const id = textAt(entry, 'characterization_id');
    const path = `/backends/${encodeURIComponent(this.#options.target)}/characterizations/${encodeURIComponent(id ?? '')}`;
    const fidelity =
      id === undefined ? undefined : recordOf(recordOf(await this.#client.request('GET', path))?.['fidelity']);
    const error = (name: string): number | undefined => {
      const rate = numberAt(recordOf(fidelity?.[name]), 'mean') ?? numberAt(recordOf(fidelity?.[name]), 'median');
      return rate === undefined ? undefined : 1 - rate;
    };
    return {
      online: textAt(entry, 'status') === 'available',
      qubits: numberAt(entry, 'qubits') ?? 0,
      queueMs: numberAt(entry, 'average_queue_time'),
      errorRates: { oneQubit: error('1q'), twoQubit: error('2q'), readout: error('spam') },
    };
  }

  async run(circuit: Circuit, shots: number, options: RunOptions = {}): Promise<BackendResult> {
    const { input, sources } = ionqInput(circuit, this.name);
    const { target, clock } = this.#options;
    const body = { type: 'ionq.circuit.v1', name: 'qforge', backend: target, shots, input };
    const jobId = textAt(recordOf(await this.#client.request('POST', '/jobs', body, options.signal)), 'id');
    if (jobId === undefined) throw refused(this.name, 'it named no job');
    const path = `/jobs/${encodeURIComponent(jobId)}`;
    const probabilities = await waitForJob(
      {
        backend: this.name,
        jobId,
        clock,
        look: () => this.#look(path, jobId, options.signal),
        cancel: async () => void (await this.#client.request('PUT', `${path}/status/cancel`)),
      },
      options,
    );
    const counts = this.#sampled(probabilities, sources, shots);
    return { backend: this.name, simulated: target === 'simulator', shots, counts, jobId, fallback: undefined };
  }

  async #entry(): Promise<Readonly<Record<string, unknown>>> {
    const unverifiedList = arrayOf(await this.#client.request('GET', '/backends')) ?? [];
    const entry = unverifiedList.map(recordOf).find((item) => textAt(item, 'backend') === this.#options.target);
    if (entry === undefined) throw refused(this.name, 'there is no backend of that name');
    return entry;
  }

  async #look(
    path: string,
    jobId: string,
    signal: AbortSignal | undefined,
  ): Promise<JobLook<ReadonlyMap<number, number>>> {
    const job = recordOf(await this.#client.request('GET', path, undefined, signal));
    const state = textAt(job, 'status') ?? 'unknown';
    if (state === 'failed' || state === 'canceled') {
      throw jobFailed(this.name, jobId, textAt(recordOf(job?.['failure']), 'error') ?? `it is ${state}`);
    }
    if (state !== 'completed') return { state, result: undefined };
    return { state, result: this.#probabilities(await this.#client.request('GET', `${path}/results/probabilities`)) };
  }

  /** Basis states are numbers in decimal there, qubit 0 lowest. */
  #probabilities(unverified: unknown): ReadonlyMap<number, number> {
    const entries = Object.entries(recordOf(unverified) ?? {}).map(([key, value]): [number, number] => [
      Number(key),
      Number(value),
    ]);
    const total = entries.reduce((sum, [, probability]) => sum + probability, 0);
    const isSound = entries.every(
      ([index, probability]) => Number.isSafeInteger(index) && index >= 0 && probability >= 0,
    );
    if (!isSound || Math.abs(total - 1) > 1e-3) throw refused(this.name, 'its probabilities make no sense');
    return new Map(entries);
  }

  #sampled(probabilities: ReadonlyMap<number, number>, sources: Int32Array, shots: number): BitCounts {
    const states = [...probabilities];
    const counter = new BitCounter();
    const draws = new RandomDraws(this.#options.random);
    for (const drawn of sampleBasisStates(states.length, (at) => states[at][1], shots, draws)) {
      const [index] = states[drawn];
      counter.add(bitText(sources.map((qubit) => (qubit === -1 ? 0 : Math.floor(index / 2 ** qubit) % 2))));
    }
    return counter.finish();
  }
}
