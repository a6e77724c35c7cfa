import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isQForgeError, utf8Text } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { parseAuditVerifiers } from '../../../src/monitor/audit/audit-keys.ts';
import { provenEntry, readProof } from '../../../src/monitor/audit/audit-proof.ts';
import { AuditRig } from './audit-rig.ts';
import { verifyReceipt } from './independent-receipt.ts';

const verifiersOf = (rig: AuditRig): string => readFileSync(join(rig.folder, 'verifiers.txt'), 'utf8');

describe('a receipt', () => {
  test('of every entry is taken by a reader that shares nothing with the engine', async () => {
    await using rig = new AuditRig();
    await rig.fill(70);
    for (let index = 0; index < 70; index += 1) {
      const { receipt, entry } = await readProof({ folder: rig.folder, backend: nativeBackend, index });
      const verdict = verifyReceipt(utf8Text(receipt), entry, verifiersOf(rig));
      assert.deepEqual(verdict, { index, size: 70, problem: undefined });
    }
  });

  test('of an open trail is made at once, and says the same', async () => {
    await using rig = new AuditRig();
    await rig.fill(5);
    const trail = await rig.open();
    const receipt = await trail.prove(3);
    assert.deepEqual(receipt, (await readProof({ folder: rig.folder, backend: nativeBackend, index: 3 })).receipt);
    await assert.rejects(trail.prove(5), (error) => isQForgeError(error, 'LOG_ENTRY_UNKNOWN'));
  });

  test('shows nothing for another entry, another place, other keys or a changed head', async () => {
    await using rig = new AuditRig();
    await using other = new AuditRig();
    await rig.fill(20);
    await other.fill(20);
    const { receipt, entry } = await readProof({ folder: rig.folder, backend: nativeBackend, index: 7 });
    const text = utf8Text(receipt);
    const problem = (changed: string, of = entry, keys = verifiersOf(rig)) => verifyReceipt(changed, of, keys).problem;
    assert.equal(problem(text), undefined);
    assert.equal(problem(text, Uint8Array.of(...entry, 0x20)), 'root');
    assert.equal(problem(text.replace('index 7', 'index 6')), 'root');
    assert.notEqual(problem(text.replace('\n20\n', '\n21\n')), undefined);
    assert.match(problem(text, entry, verifiersOf(other)) ?? '', /^signature/u);
    const policy = parseAuditVerifiers(verifiersOf(rig), nativeBackend);
    const taken = { receipt, entry, backend: nativeBackend, policy };
    assert.equal(provenEntry(taken).entry.fields['keyId'], 'key-7');
    for (const change of [{ entry: Uint8Array.of(...entry, 0x20) }, { receipt: receipt.subarray(0, -9) }]) {
      assert.throws(() => provenEntry({ ...taken, ...change }), isQForgeError);
    }
  });
});
