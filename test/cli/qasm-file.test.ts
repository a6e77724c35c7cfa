import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { readQasmFile } from '../../src/cli/qasm-file.ts';

test('a file is read into a circuit, and faults are told', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-qasm-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.qasm');
  writeFileSync(path, 'qubit q; h q;');
  assert.equal((await readQasmFile(path)).circuit.operations.length, 1);
  await assert.rejects(readQasmFile(join(folder, 'b.qasm')), (error) => {
    return (
      error instanceof QForgeError && error.code === 'FILE_UNREADABLE' && error.message.includes('it is not there')
    );
  });
  await assert.rejects(readQasmFile(folder), /reading it failed/u);
  writeFileSync(path, 'qubit q;\n h r;');
  await assert.rejects(readQasmFile(path), /line 2, column 4/u);
});
