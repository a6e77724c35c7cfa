import type { Clock } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import { BitCounter, type BitCounts } from '../engines/bit-counts.ts';
import { exportQasm } from '../qasm/qasm-export.ts';
import { jobFailed, refused } from './backend-fault.ts';
import type { CouplingMap } from './coupling-route.ts';
import { IbmTokenSource } from './ibm-token.ts';
import { isaCircuit, type MachineDescription } from './isa-circuit.ts';
import { type JobLook, waitForJob } from './job-wait.ts';
import { type Fetch, JsonClient } from './json-client.ts';
import type {
  BackendDetection,
  BackendErrorRates,
  BackendResult,
  BackendStatus,
  QuantumBackend,
  RunOptions,
} from './quantum-backend.ts';
import { arrayOf, numberAt, recordOf, textAt } from './unverified-json.ts';

/** What the backend is handed. */
export interface IbmOptions {
  /** Name of the machine. */
  readonly machine: string;
  readonly apiKey: string;
  /** The CRN of the service instance. */
  readonly serviceCrn: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly baseUrl?: string;
  readonly tokenUrl?: string;
}

const BASE_URL = 'https://quantum.cloud.ibm.com/api/v1';
const API_DATE = '2026-02-15';
/** States in which a job will not change any more. */
const FAILED_STATES: ReadonlySet<string> = new Set(['Failed', 'Cancelled']);

/** IBM's machines, by version 1 of the REST interface of the IBM Quantum Compute Service. */
export class IbmBackend implements QuantumBackend {
  readonly name: string;
  readonly #options: IbmOptions;
  readonly #tokens: IbmTokenSource;
  #machine: MachineDescription | undefined;

  constructor(options: IbmOptions) {
    this.name = `IBM ${options.machine}`;
    this.#options = options;
    this.#tokens = new IbmTokenSource(options.apiKey, options.fetch, options.clock, options.tokenUrl);
  }

  async detect(): Promise<BackendDetection> {
    const state = recordOf(await this.#request('GET', this.#machinePath('status')));
    const available = state?.['state'] === true && textAt(state, 'status') === 'active';
    return { available, detail: `${this.name} is ${textAt(state, 'status') ?? 'unknown'}` };
  }

  async status(): Promise<BackendStatus> {
    const { qubits } = await this.#describe();
    const { available } = await this.detect();
    const properties = recordOf(await this.#request('GET', this.#machinePath('properties')));
    return { online: available, qubits, queueMs: undefined, errorRates: errorRates(properties) };
  }

  async run(circuit: Circuit, shots: number, options: RunOptions = {}): Promise<BackendResult> {
    const program = exportQasm(isaCircuit(circuit, await this.#describe(), this.name));
    const body = {
      program_id: 'sampler',
      backend: this.#options.machine,
      params: { pubs: [[program, null, shots]], version: 2 },
    };
    const jobId = textAt(recordOf(await this.#request('POST', '/jobs', body, options.signal)), 'id');
    if (jobId === undefined) throw refused(this.name, 'it named no job');
    const path = `/jobs/${encodeURIComponent(jobId)}`;
    const counts = await waitForJob(
      {
        backend: this.name,
        jobId,
        clock: this.#options.clock,
        look: () => this.#look(path, jobId, circuit.bits, options.signal),
        cancel: async () => void (await this.#request('POST', `${path}/cancel`)),
      },
      options,
    );
    return { backend: this.name, simulated: false, shots, counts, jobId, fallback: undefined };
  }

  async #look(path: string, jobId: string, bits: number, signal: AbortSignal | undefined): Promise<JobLook<BitCounts>> {
    const job = recordOf(await this.#request('GET', path, undefined, signal));
    const state = textAt(recordOf(job?.['state']), 'status') ?? textAt(job, 'status') ?? 'unknown';
    if (FAILED_STATES.has(state)) {
      throw jobFailed(this.name, jobId, textAt(recordOf(job?.['state']), 'reason') ?? `it is ${state}`);
    }
    if (state !== 'Completed') return { state, result: undefined };
    // Results may come a moment after the state: until then the answer is empty.
    const results = await this.#request('GET', `${path}/results`, undefined, signal);
    return { state, result: results === undefined ? undefined : this.#counts(results, bits) };
  }

  /** Samples are numbers in hexadecimal, bit 0 lowest, for each register of the program: ours has one, `c`. */
  #counts(unverified: unknown, bits: number): BitCounts {
    const [result] = arrayOf(recordOf(unverified)?.['results']) ?? [];
    const samples = arrayOf(recordOf(recordOf(recordOf(result)?.['data'])?.['c'])?.['samples']);
    if (samples === undefined) throw refused(this.name, 'its results have no samples');
    const counter = new BitCounter();
    for (const sample of samples) {
      if (typeof sample !== 'string' || !/^0x[\da-f]+$/iu.test(sample))
        throw refused(this.name, 'a sample is no number');
      const digits = BigInt(sample).toString(2).padStart(bits, '0');
      if (digits.length > bits) throw refused(this.name, 'a sample has more bits than the circuit');
      counter.add(digits);
    }
    return counter.finish();
  }

  async #describe(): Promise<MachineDescription> {
    if (this.#machine !== undefined) return this.#machine;
    const configuration = recordOf(await this.#request('GET', this.#machinePath('configuration')));
    const qubits = numberAt(configuration, 'n_qubits');
    const basisGates = (arrayOf(configuration?.['basis_gates']) ?? []).filter((gate) => typeof gate === 'string');
    const coupling = couplingMap(arrayOf(configuration?.['coupling_map']) ?? [], qubits ?? 0);
    if (qubits === undefined || coupling === undefined) throw refused(this.name, 'its description makes no sense');
    this.#machine = { qubits, basisGates, coupling };
    return this.#machine;
  }

  #machinePath(part: string): string {
    return `/backends/${encodeURIComponent(this.#options.machine)}/${part}`;
  }

  async #request(method: 'GET' | 'POST', path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const { baseUrl = BASE_URL, serviceCrn, fetch, clock } = this.#options;
    const headers = {
      authorization: `Bearer ${await this.#tokens.token()}`,
      'service-crn': serviceCrn,
      'ibm-api-version': API_DATE,
    };
    return new JsonClient({ backend: this.name, baseUrl, headers, fetch, clock }).request(method, path, body, signal);
  }
}

function couplingMap(unverified: readonly unknown[], qubits: number): CouplingMap | undefined {
  const pairs = unverified.map((pair) => arrayOf(pair) ?? []);
  const isQubit = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < qubits;
  const sound = pairs.filter((pair): pair is readonly [number, number] => pair.length === 2 && pair.every(isQubit));
  return sound.length === pairs.length ? sound : undefined;
}

/** Means over the machine of what its calibration says. */
function errorRates(properties: Readonly<Record<string, unknown>> | undefined): BackendErrorRates {
  const gates = (arrayOf(properties?.['gates']) ?? []).map(recordOf);
  const gateErrors = (qubits: number): number[] =>
    gates
      .filter((gate) => arrayOf(gate?.['qubits'])?.length === qubits && textAt(gate, 'gate') !== 'rz')
      .flatMap((gate) => parameter(arrayOf(gate?.['parameters']) ?? [], 'gate_error'));
  const readout = (arrayOf(properties?.['qubits']) ?? []).flatMap((qubit) =>
    parameter(arrayOf(qubit) ?? [], 'readout_error'),
  );
  return { oneQubit: mean(gateErrors(1)), twoQubit: mean(gateErrors(2)), readout: mean(readout) };
}

function parameter(unverifiedList: readonly unknown[], name: string): readonly number[] {
  const found = unverifiedList.map(recordOf).find((entry) => textAt(entry, 'name') === name);
  const value = numberAt(found, 'value');
  return value === undefined ? [] : [value];
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
