import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { importQasm, SeededRandom, simulate } from '../../../src/quantum/index.ts';

/** The part of qsharp-lang that is asked. */
interface PeerModule {
  loadWasmModule(bytes: ArrayBufferLike): Promise<void>;
  getCompiler(): Promise<{
    run(program: object, expression: string, shots: number, events: unknown): Promise<unknown>;
  }>;
  readonly QscEventTarget: new (
    captureEvents: boolean,
  ) => {
    getResults(): readonly { readonly result: { readonly value?: string } | string }[];
  };
}

const PACKAGE: string = 'qsharp-lang';
const HEADER = 'OPENQASM 3.0; include "stdgates.inc"; ';
const REGISTERS = 'qubit[8] q; bit[8] c; ';

/** Shows a number in the bits that are measured. */
const shown = (name: string): string =>
  `for int i in [0:7] { if ((${name} >> i) & 1 == 1) { x q[i]; } } c = measure q;`;

/** Programs whose outcome is certain. */
const PROGRAMS: readonly (readonly [what: string, source: string])[] = [
  [
    'while and else',
    `${REGISTERS} int n = 27; int steps = 0; while (n != 1) { if (n % 2 == 0) { n = n / 2; } else { n = 3 * n + 1; } steps += 1; } ${shown('steps')}`,
  ],
  [
    'a subroutine with a value',
    `def product(int n) -> int { int r = 1; for int i in [1:n] { r = r * i; } return r; } ${REGISTERS} int n = product(5); ${shown('n')}`,
  ],
  [
    'an array',
    `${REGISTERS} array[int[8], 4] a = {3, 5, 7, 11}; int sum = 0; for int i in [0:3] { sum += a[i]; } ${shown('sum')}`,
  ],
  [
    'an array of two dimensions',
    `${REGISTERS} array[int[8], 2, 3] a = {{1, 2, 3}, {4, 5, 6}}; a[1, 2] = 60; int sum = a[1][2] + a[0, 1]; ${shown('sum')}`,
  ],
  [
    'a subroutine on qubits',
    `def flip(qubit[8] t, int k) { x t[k]; } ${REGISTERS} flip(q, 3); flip(q, 6); c = measure q;`,
  ],
  [
    'a subroutine that measures',
    `def seen(qubit t) -> bit { return measure t; } ${REGISTERS} bit b; x q[0]; b = seen(q[0]); if (b) { x q[5]; } c = measure q;`,
  ],
  [
    'break and continue',
    `${REGISTERS} int n = 0; while (true) { n += 1; if (n == 2) { continue; } if (n == 6) { break; } x q[n]; } c = measure q;`,
  ],
];

async function loadPeer(): Promise<(source: string) => Promise<string>> {
  const peer = (await import(PACKAGE)) as PeerModule;
  const wasm = await readFile(new URL('../lib/web/qsc_wasm_bg.wasm', import.meta.resolve(PACKAGE)));
  await peer.loadWasmModule(Uint8Array.from(wasm).buffer);
  const compiler = await peer.getCompiler();
  return async (source) => {
    const events = new peer.QscEventTarget(true);
    const settings = { languageFeatures: [], profile: 'unrestricted', projectType: 'openqasm' };
    await compiler.run({ sources: [['main.qasm', source]], ...settings }, '', 1, events);
    const [first] = events.getResults();
    return typeof first?.result === 'object' ? (first.result.value ?? '') : String(first?.result);
  };
}

/** The register `c` in what the peer prints: the first list of results, bit 0 first. */
function peerBits(printed: string): string {
  const [, list = ''] = /\[(?<list>[^\]]*)\]/u.exec(printed) ?? [];
  const bits = list.split(', ').map((result) => (result === 'One' ? '1' : result === 'Zero' ? '0' : '?'));
  return bits.toReversed().join('');
}

describe('another implementation of OpenQASM 3 (qsharp-lang) measures the same', async () => {
  const ask = await loadPeer();
  for (const [what, source] of PROGRAMS) {
    test(what, async () => {
      const theirs = peerBits(await ask(HEADER + source));
      assert.match(theirs, /^[01]{8}$/u);
      const { circuit } = importQasm(HEADER + source);
      const [ours] = simulate(circuit, { shots: 1, random: new SeededRandom(1) }).counts.keys();
      assert.equal(ours?.slice(-8), theirs);
    });
  }
});
