import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { readTlsCredentials } from '../../../src/qkd/etsi/tls-credentials.ts';

const DEPTH = 10_000;

/** A sequence in a sequence, and so on: 0x30, and a length in two bytes, which is right only where the whole is short. */
function nested(depth: number): Buffer {
  let inner = Buffer.alloc(0);
  for (let level = 0; level < depth; level += 1) {
    const length = inner.length;
    const head =
      length < 128
        ? Buffer.from([0x30, length])
        : length < 65_536
          ? Buffer.from([0x30, 0x82, length >> 8, length & 0xff])
          : Buffer.from([0x30, 0x84, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff]);
    inner = Buffer.concat([head, inner]);
  }
  return inner;
}

/** An object identifier with an arc of 20,000 bits: a reader that keeps 32 of them takes it for another. */
const longIdentifier = Buffer.concat([
  Buffer.from([0x06, 0x82, 0x0b, 0x2a]),
  Buffer.alloc(2857, 0xff),
  Buffer.from([0x7f]),
]);

const hostile: readonly (readonly [string, Buffer])[] = [
  ['ten thousand sequences, one in the other', nested(DEPTH)],
  ['a length that is not there', Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])],
  ['a length of indefinite form', Buffer.from([0x30, 0x80, 0x30, 0x80])],
  ['an identifier of 20,000 bits', Buffer.concat([Buffer.from([0x30, 0x82, 0x0b, 0x2e]), longIdentifier])],
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0x30])],
];

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/gu) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

for (const [name, der] of hostile) {
  test(`${name}, as a certificate, a private key and an authority, is a typed refusal`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-der-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const write = (file: string, text: string): string => {
      const path = join(folder, file);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    const paths = {
      certificate: write('certificate.pem', pem('CERTIFICATE', der)),
      privateKey: write('key.pem', pem('PRIVATE KEY', der)),
      authority: write('authority.pem', pem('CERTIFICATE', der)),
    };
    await assert.rejects(readTlsCredentials(paths), (error) => isQForgeError(error, 'TLS_CREDENTIALS_INVALID'), name);
  });
}
