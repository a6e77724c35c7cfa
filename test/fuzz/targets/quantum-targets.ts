import assert from 'node:assert/strict';
import { exportQasm } from '../../../src/quantum/qasm/qasm-export.ts';
import { importQasm } from '../../../src/quantum/qasm/qasm-import.ts';
import { type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const PROGRAMS = [
  'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[2]; h q[0]; cx q[0],q[1]; measure q -> c; if(c==1) x q[0];',
  'OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; bit[3] c; rx(pi/2) q[0]; ctrl @ x q[0], q[1]; c = measure q;',
  'qubit[2] q; const int n = 2; for int i in [0:n-1] { h q[i]; } let a = q[0] ++ q[1]; barrier q; reset a;',
  'include "stdgates.inc"; gate g(a,b) x, y { U(a,b,0) x; cx x,y; } qubit[2] q; g(2*pi,-1.5e-1) q[0], q[1]; inv @ pow(2) @ s q[0]; gphase(1);',
];

/** Programs for the simulator. */
export const quantumTargets: readonly FuzzTarget[] = [
  textDecoder(
    'qasm',
    (chances) => chances.pick(PROGRAMS),
    importQasm,
    // What was read can be written, and read again as the same.
    (imported) => {
      const text = exportQasm(imported.circuit);
      assert.equal(exportQasm(importQasm(text).circuit), text);
    },
  ),
];
