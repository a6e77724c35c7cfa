import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  formatAuditVerifiers,
  openAuditKeys,
  parseAuditVerifiers,
  readAuditVerifiers,
  writeAuditVerifiers,
} from '../../../src/monitor/audit/audit-keys.ts';
import { formatCheckpoint, formatSignedNote, openCheckpoint } from '../../../src/tlog/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qforge-audit-keys-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'signing.key');

describe('the keys of a trail', () => {
  test('are made once, for their owner alone, and read again', async () => {
    const made = await openAuditKeys(path, nativeBackend);
    const again = await openAuditKeys(path, nativeBackend);
    assert.equal(formatAuditVerifiers(again), formatAuditVerifiers(made));
    assert.match(made.origin, /^qforge-audit\/[0-9a-f]{16}$/u);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test('both sign a checkpoint, and both are asked for', async () => {
    const signers = await openAuditKeys(path, nativeBackend);
    await writeAuditVerifiers(folder, signers);
    const policy = await readAuditVerifiers(join(folder, 'verifiers.txt'), nativeBackend);
    const text = formatCheckpoint({ origin: signers.origin, size: 1, root: new Uint8Array(32), extensions: [] });
    const [first, second] = [signers.log, signers.cosigner].map((signer) => signer.sign(text, 1_800_000_000));
    assert.ok(first !== undefined && second !== undefined);
    const note = (...signatures: readonly (typeof first)[]) => formatSignedNote({ text, signatures });
    assert.equal(openCheckpoint(note(first, second), policy).size, 1);
    for (const part of [note(first), note(second)]) {
      assert.throws(
        () => openCheckpoint(part, policy),
        (error) => isQForgeError(error, 'NOTE_UNVERIFIED'),
      );
    }
  });

  test('are refused when the file is another one', async () => {
    const damaged = join(folder, 'damaged.key');
    for (const content of ['', 'qforge audit key v1\n', 'qforge audit key v2\n'.padEnd(84, 'x')]) {
      writeFileSync(damaged, content, { mode: 0o600 });
      await assert.rejects(openAuditKeys(damaged, nativeBackend), (error) => isQForgeError(error, 'KEY_FILE_DAMAGED'));
    }
  });

  test('in public form are two lines of two kinds', async () => {
    const text = formatAuditVerifiers(await openAuditKeys(path, nativeBackend));
    const [log = '', cosigner = ''] = text.split('\n');
    for (const other of ['', log, `${cosigner}\n${log}\n`, `${log}\n${log}\n`, `${text}${log}\n`, 'x\ny\n']) {
      assert.throws(
        () => parseAuditVerifiers(other, nativeBackend),
        (error) => isQForgeError(error, 'MALFORMED'),
        other,
      );
    }
    await assert.rejects(readAuditVerifiers(join(folder, 'none'), nativeBackend), (error) =>
      isQForgeError(error, 'FILE_MISSING'),
    );
  });
});
