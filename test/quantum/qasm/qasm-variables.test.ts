import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importQasm } from '../../../src/quantum/index.ts';
import { qasmRefusal } from './qasm-refusal.ts';

/** The angles of a program's rotations: where its numbers are seen. */
function angles(source: string): readonly number[] {
  return importQasm(`qubit q; ${source}`).circuit.operations.flatMap((operation) =>
    operation.kind === 'gate' ? operation.parameters : [],
  );
}

describe('variables', () => {
  test('of arrays are declared, read, changed and copied, part by part', () => {
    const source = `
      array[uint[32], 4] a = {5, 6, 7, 8};
      array[float[32], 4, 2] b = {{0.5, 0.5}, {1.0, 2.0}, {-0.4, 0.7}, {1.3, -2.1e-2}};
      array[float[32], 2] row = b[0];
      row[1] = 9;
      a[1] += a[0] * 2;
      b[2] = row;
      b[0:1] = b[2:3];
      rx(a[1]) q; rx(b[0, 1]) q; rx(b[0][0]) q; rx(b[1, -1]) q; rx(b[2][1]) q; rx(row[1]) q;`;
    assert.deepEqual(angles(source), [16, 9, 0.5, -0.021, 9, 9]);
  });

  test('of arrays have sizes, and loops go over them', () => {
    assert.deepEqual(
      angles(`const uint D = 2; array[int[8], D, D + 1] a;
        rx(sizeof(a)) q; rx(sizeof(a, 1)) q; rx(sizeof(a[1])) q;
        array[int[8], 3] n = {4, 5, 6}; for int i in n { rx(i) q; }`),
      [2, 3, 3, 4, 5, 6],
    );
  });

  test('change in while loops, until a break, past a continue', () => {
    assert.deepEqual(
      angles(
        'int n = 27; int steps; while (n != 1) { if (n % 2 == 0) { n /= 2; } else { n = 3 * n + 1; } steps += 1; } rx(steps) q;',
      ),
      // The sequence of Collatz from 27 takes 111 steps.
      [111],
    );
    assert.deepEqual(
      angles('int n; while (true) { n += 1; if (n == 2) continue; if (n == 5) break; rx(n) q; } rx(-n) q;'),
      [1, 3, 4, -5],
    );
    assert.deepEqual(angles('for int i in [1:9] { if (i == 2) { continue; } if (i > 3) { break; } rx(i) q; }'), [1, 3]);
    assert.deepEqual(angles('rx(1) q; if (true) { end; } rx(2) q;'), [1]);
  });

  test('that are declared under a condition on bits change under it', () => {
    assert.deepEqual(
      angles('bit c; c = measure q; if (c) { int n = 1; n += 2; while (n < 9) { n *= 2; } rx(n) q; }'),
      [12],
    );
  });

  test('are refused what they cannot be', () => {
    for (const [source, code, reason] of [
      ['array[int[8], 2] a = {1, 2, 3};', 'INVALID', '3 values do not fill 2'],
      ['array[int[8], 2] a = {{1}, {2}};', 'INVALID', 'a list of values'],
      ['array[int[8], 2] a; a[2] = 1;', 'INVALID', 'no place 2 among 2'],
      ['array[int[8], 2] a; a[0, 0] = 1;', 'INVALID', 'it has 1 dimensions'],
      ['array[int[8], 2] a; array[int[8], 3] b; a = b;', 'INVALID', 'an array of 2 should stand here'],
      ['array[int[8], 2] a; a = 1;', 'INVALID', 'an array of 2 should stand here'],
      ['array[int[8], 2] a; int n = a;', 'INVALID', 'an array is no number'],
      ['array[int[8], 2] a; int n = a + 1;', 'INVALID', 'an array takes no operator'],
      ['array[int[8], 2] a; if (a) {}', 'INVALID', 'an array is no condition'],
      ['array[int[8], 2] a; rx(sizeof(a, 1)) q;', 'INVALID', 'no dimension 1'],
      ['array[int[8], 2, 2] a; for int i in a {}', 'INVALID', 'an array of one dimension'],
      ['const array[int[8], 2] a = {1, 2}; a[0] = 2;', 'INVALID', 'a constant cannot be changed'],
      ['array[bit[2], 2] a;', 'UNSUPPORTED', 'bit as the type'],
      ['bit c; array[int[8], 2] a; if (c) a[0] = 1;', 'UNSUPPORTED', 'depends on measured bits'],
      ['bit c; while (c) {}', 'UNSUPPORTED', 'a while loop that depends on measured bits'],
      ['bit c; while (true) { if (c) break; }', 'UNSUPPORTED', 'break that depends on measured bits'],
      ['break;', 'INVALID', 'nothing to break'],
      ['continue;', 'INVALID', 'nothing to continue'],
    ] as const) {
      const refusal = qasmRefusal(`qubit q; ${source}`);
      assert.equal(refusal?.code, `QASM_${code}`, source);
      assert.ok(refusal.message.includes(reason), `${source}: ${refusal.message}`);
    }
  });
});
