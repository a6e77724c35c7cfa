import { readFile } from 'node:fs/promises';

/** The part of qsharp-lang that is measured. */
interface QsharpModule {
  loadWasmModule(bytes: ArrayBufferLike): Promise<void>;
  getCompiler(): Promise<QsharpCompiler>;
  readonly QscEventTarget: new (captureEvents: boolean) => unknown;
}

interface QsharpCompiler {
  run(program: object, expression: string, shots: number, events: unknown): Promise<unknown>;
}

const PACKAGE: string = 'qsharp-lang';
const ONE_LAYER = 1;

let loaded: Promise<readonly [QsharpModule, QsharpCompiler]> | undefined;

/** Time of the layers of the family beyond the first one on qsharp-lang, in milliseconds: its compiler's time falls out. */
export async function qsharpMs(qubits: number, layers: number): Promise<number> {
  const whole = await programMs(qubits, ONE_LAYER + layers);
  const first = await programMs(qubits, ONE_LAYER);
  return whole - first;
}

async function programMs(qubits: number, layers: number): Promise<number> {
  loaded ??= load();
  const [{ QscEventTarget }, compiler] = await loaded;
  const program = { sources: [['family.qs', source(qubits, layers)]], languageFeatures: [], profile: 'unrestricted' };
  const startMs = performance.now();
  await compiler.run(program, '', 1, new QscEventTarget(false));
  return performance.now() - startMs;
}

async function load(): Promise<readonly [QsharpModule, QsharpCompiler]> {
  const module = (await import(PACKAGE)) as QsharpModule;
  const wasm = await readFile(new URL('../lib/web/qsc_wasm_bg.wasm', import.meta.resolve(PACKAGE)));
  await module.loadWasmModule(Uint8Array.from(wasm).buffer);
  return [module, await module.getCompiler()];
}

function source(qubits: number, layers: number): string {
  return `import Std.Convert.IntAsDouble;
    operation Main() : Unit {
      use q = Qubit[${qubits}];
      for l in 0..${layers - 1} {
        for i in 0..${qubits - 1} {
          H(q[i]);
          Rx(0.1 * IntAsDouble(i + 1) + IntAsDouble(l), q[i]);
          Rz(0.3 + 0.2 * IntAsDouble(i) + IntAsDouble(l), q[i]);
        }
        for i in 0..${qubits - 2} { CNOT(q[i], q[i + 1]); }
      }
      ResetAll(q);
    }`;
}
