import assert from 'node:assert/strict';
import { importQasm, SeededRandom, simulate } from '../../../src/quantum/index.ts';
import type { StubAnswer, StubRequest } from './stub-server.ts';

const GATES = ['rz', 'sx', 'x', 'cz'];
const COUPLING = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
];

/** How the stub behaves. */
export interface IbmStubOptions {
  readonly apiKey: string;
  readonly crn: string;
  /** States that a job goes through, one a look; the last one stays. */
  readonly states: readonly string[];
  /** How often results are not there yet although the job is done. */
  readonly emptyResults?: number;
}

/** Answers as the published interface does; circuits that are not in its instructions are refused, others run. */
export class IbmStub {
  readonly cancelled: string[] = [];
  tokensGiven = 0;
  readonly #options: IbmStubOptions;
  #pub: readonly [string, null, number] | undefined;
  #looks = 0;
  #emptyResults: number;

  constructor(options: IbmStubOptions) {
    this.#options = options;
    this.#emptyResults = options.emptyResults ?? 0;
  }

  answer(request: StubRequest): StubAnswer {
    if (request.path === '/token') return this.#token(request);
    if (request.headers.authorization !== `Bearer token-${this.tokensGiven}`) return { status: 401, json: {} };
    assert.equal(request.headers['service-crn'], this.#options.crn);
    assert.match(String(request.headers['ibm-api-version']), /^\d{4}-\d\d-\d\d$/u);
    const { method, path } = request;
    if (method === 'POST' && path === '/jobs') return this.#submit(request.body);
    if (method === 'POST' && path === '/jobs/j1/cancel') {
      this.cancelled.push('j1');
      return { status: 204 };
    }
    if (path === '/jobs/j1') return { status: 200, json: this.#look() };
    if (path === '/jobs/j1/results') return this.#results();
    return { status: path in MACHINE ? 200 : 404, json: MACHINE[path] };
  }

  #token({ body, headers }: StubRequest): StubAnswer {
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    const form = new URLSearchParams(body);
    assert.equal(form.get('grant_type'), 'urn:ibm:params:oauth:grant-type:apikey');
    if (form.get('apikey') !== this.#options.apiKey) return { status: 400, json: { errorCode: 'BXNIM0415E' } };
    this.tokensGiven += 1;
    return { status: 200, json: { access_token: `token-${this.tokensGiven}`, expires_in: 3_600 } };
  }

  #submit(body: string): StubAnswer {
    const job = JSON.parse(body) as { program_id: string; backend: string; params: { pubs: [[string, null, number]] } };
    assert.deepEqual([job.program_id, job.backend], ['sampler', 'ibm_test']);
    [this.#pub] = job.params.pubs;
    for (const operation of importQasm(this.#pub[0]).circuit.operations) {
      if (operation.kind !== 'gate') continue;
      const [control, target] = [operation.controls[0]?.qubit, operation.targets[0] ?? -1];
      const isCoupled =
        control === undefined || COUPLING.some((pair) => pair.includes(control) && pair.includes(target));
      if (!GATES.includes('c'.repeat(operation.controls.length) + operation.gate) || !isCoupled) {
        return { status: 400, json: { errors: [{ code: 1517, message: 'not an ISA circuit' }] } };
      }
    }
    return { status: 200, json: { id: 'j1', backend: job.backend } };
  }

  #look(): object {
    const { states } = this.#options;
    const status = states[Math.min(this.#looks, states.length - 1)];
    this.#looks += 1;
    return { id: 'j1', state: { status, ...(status === 'Failed' ? { reason: 'Error 9999' } : {}) }, status };
  }

  #results(): StubAnswer {
    this.#emptyResults -= 1;
    if (this.#emptyResults >= 0) return { status: 204 };
    const [program, , shots] = this.#pub ?? ['', null, 0];
    const { counts } = simulate(importQasm(program).circuit, { shots, random: new SeededRandom(5) });
    const samples = [...counts].flatMap(([bits, count]) =>
      Array.from({ length: count }, () => `0x${BigInt(`0b${bits}`).toString(16)}`),
    );
    return { status: 200, json: { results: [{ data: { c: { samples, num_bits: 2 } }, metadata: {} }] } };
  }
}

const rate = (name: string, value: number): object => ({ name, value, unit: '' });

/** What the stub says of its machine. */
const MACHINE: Readonly<Record<string, object>> = {
  '/backends/ibm_test/status': { state: true, status: 'active', length_queue: 3 },
  '/backends/ibm_test/configuration': { n_qubits: 5, basis_gates: [...GATES, 'id'], coupling_map: COUPLING },
  '/backends/ibm_test/properties': {
    gates: [
      { gate: 'sx', qubits: [0], parameters: [rate('gate_error', 0.001), rate('gate_length', 30)] },
      { gate: 'x', qubits: [1], parameters: [rate('gate_error', 0.003)] },
      { gate: 'rz', qubits: [1], parameters: [rate('gate_error', 0)] },
      { gate: 'cz', qubits: [0, 1], parameters: [rate('gate_error', 0.01)] },
    ],
    qubits: [[rate('T1', 100), rate('readout_error', 0.02)], [rate('readout_error', 0.04)]],
  },
};
