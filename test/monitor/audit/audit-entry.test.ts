import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError, utf8, utf8Text } from '../../../src/base/index.ts';
import {
  type AuditEntry,
  decodeAuditEntry,
  encodeAuditEntry,
  MAX_AUDIT_ENTRY_BYTES,
  NO_PREVIOUS,
} from '../../../src/monitor/audit/audit-entry.ts';
import { sampleEvent } from './audit-rig.ts';

const entry: AuditEntry = { ...sampleEvent(0), index: 17, previous: 'ab'.repeat(32) };
const text = utf8Text(encodeAuditEntry(entry));
const isMalformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

describe('an audit entry', () => {
  test('is one line of JSON that names the one before', () => {
    assert.equal(
      text,
      `{"index":17,"time":"2027-01-15T08:00:00.000Z","previous":"${'ab'.repeat(32)}","level":"info","category":"audit","event":"key delivered","fields":{"keyId":"key-0","role":"master"}}`,
    );
    assert.deepEqual(decodeAuditEntry(utf8(text)), entry);
    assert.equal(NO_PREVIOUS.length, 64);
  });

  test('shows nothing that a terminal acts on, and is read as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (event, value) => {
        const written = encodeAuditEntry({ ...entry, event, fields: { value } });
        assert.doesNotMatch(utf8Text(written), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.deepEqual(decodeAuditEntry(written).event, event);
      }),
    );
  });

  test('is refused in any other writing', () => {
    for (const other of [
      ` ${text}`,
      `${text}\n`,
      text.replace('"index":17', '"index":17.0'),
      text.replace('"index":17', '"index":-1'),
      text.replace('"index":17,', ''),
      text.replace('"index":17', '"more":1,"index":17'),
      text.replace('info', 'loud'),
      text.replace('"audit"', '"weather"'),
      text.replace('ab', 'AB'),
      text.replace('2027-01-15T08:00:00.000Z', '2027-02-31T08:00:00.000Z'),
      text.replace('2027-01-15T08:00:00.000Z', '2027-01-15'),
      text.replace('"master"', '["master"]'),
      text.replace('"master"', 'null'),
      text.replace('"master"', '1e400'),
      text.replace('key delivered', String.raw`key\u0020delivered`),
      '[]',
      'null',
      '',
      'x'.repeat(MAX_AUDIT_ENTRY_BYTES + 1),
    ]) {
      assert.throws(() => decodeAuditEntry(utf8(other)), isMalformed, other.slice(0, 100));
    }
  });

  test('has a length that it may not exceed', () => {
    assert.throws(
      () => encodeAuditEntry({ ...entry, event: 'x'.repeat(MAX_AUDIT_ENTRY_BYTES) }),
      (error) => isQForgeError(error, 'MESSAGE_TOO_LARGE'),
    );
  });

  test('is decoded or refused with a code, whatever comes', () => {
    fc.assert(
      fc.property(fc.json(), (unverified) => {
        try {
          decodeAuditEntry(utf8(unverified));
        } catch (error) {
          assert.ok(isQForgeError(error, 'MALFORMED'), String(error));
        }
      }),
    );
  });
});
