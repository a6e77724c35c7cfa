import assert from 'node:assert/strict';
import { Circuit, exactBranches } from '../../../src/quantum/index.ts';
import type { StubAnswer, StubRequest } from './stub-server.ts';

/** The gates of IonQ's "qis" set that jobs may name, with how we spell them. */
const GATES: Readonly<Record<string, string>> = {
  x: 'x',
  y: 'y',
  z: 'z',
  h: 'h',
  s: 's',
  si: 'sdg',
  t: 't',
  ti: 'tdg',
  v: 'sx',
  vi: 'sxdg',
  rx: 'rx',
  ry: 'ry',
  rz: 'rz',
  cnot: 'cx',
};

interface IonqJob {
  readonly type: string;
  readonly backend: string;
  readonly shots: number;
  readonly input: {
    readonly qubits: number;
    readonly gateset: string;
    readonly circuit: readonly { gate: string; target: number; control?: number; rotation?: number }[];
  };
}

/** How the stub behaves. */
export interface IonqStubOptions {
  readonly apiKey: string;
  /** States that a job goes through, one a look; the last one stays. */
  readonly states: readonly string[];
}

/** Answers as version 0.4 of the published interface does; results are those of the circuit that was sent. */
export class IonqStub {
  readonly cancelled: string[] = [];
  readonly #options: IonqStubOptions;
  #job: IonqJob | undefined;
  #looks = 0;

  constructor(options: IonqStubOptions) {
    this.#options = options;
  }

  answer({ method, path, headers, body }: StubRequest): StubAnswer {
    if (method === 'GET' && path === '/backends') return { status: 200, json: BACKENDS };
    if (headers.authorization !== `apiKey ${this.#options.apiKey}`)
      return { status: 401, json: { error: 'Unauthorized' } };
    if (path === '/backends/qpu.forte-1/characterizations/c-7') return { status: 200, json: CHARACTERIZATION };
    if (method === 'POST' && path === '/jobs') {
      this.#job = checkedJob(JSON.parse(body) as IonqJob);
      return { status: 200, json: { id: 'job 1', status: 'ready' } };
    }
    if (method === 'PUT' && path === '/jobs/job%201/status/cancel') {
      this.cancelled.push('job 1');
      return { status: 200, json: { id: 'job 1', status: 'canceled' } };
    }
    if (path === '/jobs/job%201') return { status: 200, json: this.#look() };
    if (path === '/jobs/job%201/results/probabilities') return { status: 200, json: this.#probabilities() };
    return { status: 404, json: { error: 'Not Found' } };
  }

  #look(): object {
    const { states } = this.#options;
    const status = states[Math.min(this.#looks, states.length - 1)];
    this.#looks += 1;
    return {
      id: 'job 1',
      status,
      ...(status === 'failed' ? { failure: { error: 'the ions\nescaped', code: 'x' } } : {}),
    };
  }

  #probabilities(): object {
    assert.ok(this.#job !== undefined);
    const { qubits, circuit: gates } = this.#job.input;
    const circuit = new Circuit(qubits, 0);
    for (const { gate, target, control, rotation } of gates) {
      const wires = control === undefined ? [target] : [control, target];
      circuit.gate(GATES[gate] ?? '', wires, rotation === undefined ? [] : [rotation]);
    }
    const [branch] = exactBranches(circuit);
    const entries = Array.from(branch?.state.probabilities() ?? [], (value, index): [string, number] => [
      String(index),
      value,
    ]);
    return Object.fromEntries(entries.filter(([, value]) => value > 1e-9));
  }
}

const BACKENDS = [
  { backend: 'simulator', status: 'available', qubits: 29, average_queue_time: 0 },
  {
    backend: 'qpu.forte-1',
    status: 'available',
    qubits: 36,
    average_queue_time: 1_181_215,
    characterization_id: 'c-7',
  },
  { backend: 'qpu.aria-1', status: 'retired', qubits: 25 },
];

const CHARACTERIZATION = { fidelity: { '1q': { mean: 0.9998 }, '2q': { median: 0.993 }, spam: { mean: 0.995 } } };

function checkedJob(job: IonqJob): IonqJob {
  assert.equal(job.type, 'ionq.circuit.v1');
  assert.ok(Number.isInteger(job.shots) && job.shots > 0);
  assert.equal(job.input.gateset, 'qis');
  for (const { gate, target, rotation } of job.input.circuit) {
    assert.ok(gate in GATES, gate);
    assert.ok(Number.isInteger(target) && target >= 0 && target < job.input.qubits);
    assert.equal(rotation !== undefined, gate.startsWith('r'), gate);
  }
  return job;
}
