import assert from 'node:assert/strict';
import { formatTraceparent, parseTraceparent, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  type AuditEntry,
  decodeAuditEntry,
  encodeAuditEntry,
  parseAuditVerifiers,
} from '../../../src/monitor/index.ts';
import { formatVerifierKey, noteKey } from '../../../src/tlog/index.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function entryOf(chances: Chances): AuditEntry {
  return {
    index: chances.below(1e6),
    timeMs: 1_700_000_000_000 + chances.below(1e9),
    previous: hexOf(chances.bytes(32)),
    level: 'info',
    category: chances.happens(0.5) ? 'audit' : 'security',
    event: 'key delivered',
    fields: { keyId: hexOf(chances.bytes(8)), count: chances.below(9), isFirst: chances.happens(0.5) },
  };
}

function verifiersOf(chances: Chances): string {
  const key = (name: string, kind: 'ed25519' | 'ml-dsa-44-cosignature', secret: Uint8Array): string => {
    const scheme = nativeBackend.signature(kind === 'ed25519' ? 'Ed25519' : 'ML-DSA-44');
    return formatVerifierKey(noteKey(nativeBackend, name, kind, scheme.fromSecret(secret).publicKey.bytes));
  };
  const name = `qforge-audit/${hexOf(chances.bytes(8))}`;
  const [log, cosigner] = [
    key(name, 'ed25519', chances.bytes(32)),
    key(`${name}/ml-dsa-44`, 'ml-dsa-44-cosignature', chances.bytes(32)),
  ];
  return `${log}\n${cosigner}\n`;
}

function traceOf(chances: Chances): string {
  // Never all zero.
  const [traceId, parentId] = [`1${hexOf(chances.bytes(16)).slice(1)}`, `1${hexOf(chances.bytes(8)).slice(1)}`];
  return formatTraceparent({ traceId, parentId, isSampled: chances.happens(0.5) });
}

/** Entries and keys of audit trails, and traces. */
export const monitorTargets: readonly FuzzTarget[] = [
  decoder(
    'audit-entry',
    (chances) => encodeAuditEntry(entryOf(chances)),
    decodeAuditEntry,
    (entry, unverified) => assert.deepEqual(encodeAuditEntry(entry), new Uint8Array(unverified)),
  ),
  textDecoder('audit-verifiers', verifiersOf, (text) => parseAuditVerifiers(text, nativeBackend)),
  {
    name: 'traceparent',
    valid: (chances) => utf8(traceOf(chances)),
    decode: (unverified) => {
      const context = parseTraceparent(new TextDecoder().decode(unverified));
      if (context === undefined) return false;
      assert.deepEqual(parseTraceparent(formatTraceparent(context)), context);
      return true;
    },
  },
];
