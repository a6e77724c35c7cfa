import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onlyDocument, User } from '../command-line.ts';

const SOURCE =
  'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\ncreg c[2];\nh q[0];\ncx q[0],q[1];\nmeasure q -> c;\n';

describe('qforge quantum draw', () => {
  test('draws lines', async (t) => {
    const { code, stdout } = await new User(t).run(['quantum', 'draw', '-'], { input: SOURCE });
    assert.equal(code, 0);
    assert.equal(stdout, 'q0 ──[H]──●──[M c0]─\n          │\nq1 ───────⊕──[M c1]─\n');
  });

  test('draws a picture, and writes OpenQASM 3', async (t) => {
    const user = new User(t);
    const svg = await user.run(['quantum', 'draw', '-', '--svg'], { input: SOURCE });
    assert.match(svg.stdout, /^<svg [\s\S]*<\/svg>\n$/u);
    const qasm = await user.run(['quantum', 'draw', '-', '--qasm'], { input: SOURCE });
    assert.match(qasm.stdout, /^OPENQASM 3.0;\n[\s\S]*cx q\[0\], q\[1\];\n/u);
    const again = await user.run(['quantum', 'draw', '-', '--qasm'], { input: qasm.stdout });
    assert.equal(again.stdout, qasm.stdout);
  });

  test('leaves out what undoes itself', async (t) => {
    const source = 'qubit[2] q; h q[0]; x q[1]; h q[0]; cx q[0], q[1]; x q[1];';
    const { stdout } = await new User(t).run(['quantum', 'draw', '-', '--optimise', '--qasm'], { input: source });
    assert.deepEqual(stdout.trim().split('\n').slice(3), ['cx q[0], q[1];']);
  });

  test('tells the size', async (t) => {
    const document = onlyDocument(await new User(t).run(['quantum', 'draw', '-', '--json'], { input: SOURCE }));
    assert.deepEqual([document['qubits'], document['depth']], [2, 3]);
    assert.deepEqual(document['counts'], { h: 1, cx: 1, measure: 2 });
  });
});
