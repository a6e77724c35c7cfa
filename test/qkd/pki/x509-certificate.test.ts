import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { CertificateKeys } from '../../../src/qkd/pki/certificate-keys.ts';
import { type CertificateContents, x509Certificate } from '../../../src/qkd/pki/x509-certificate.ts';

const contents = (changes: Partial<CertificateContents> = {}): CertificateContents => ({
  commonName: 'host',
  names: [{ dns: 'localhost' }],
  notBeforeMs: Date.now() - 1000,
  notAfterMs: Date.now() + 86_400_000,
  isAuthority: false,
  ...changes,
});

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;

/** What a TLS client that trusts `authority` says of a server with this certificate: nothing, or why not. */
async function verdictOf(authority: Buffer, leaf: Buffer, leafKeys: CertificateKeys): Promise<string> {
  const server = createServer({ cert: pem(leaf), key: leafKeys.privateKeyPem }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: pem(authority) });
  const verdict = await new Promise<string>((resolve) => {
    socket.once('secureConnect', () => resolve('trusted'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  socket.destroy();
  server.close();
  return verdict;
}

describe('an X.509 certificate', () => {
  const rootKeys = new CertificateKeys('P-256');
  const issuer = { commonName: 'root', keys: rootKeys };
  const root = x509Certificate(contents({ commonName: 'root', names: [], isAuthority: true }), rootKeys, issuer);

  test('is accepted by a real TLS handshake below an authority', async () => {
    const leafKeys = new CertificateKeys('P-256');
    assert.equal(await verdictOf(root, x509Certificate(contents(), leafKeys, issuer), leafKeys), 'trusted');
  });

  test('is refused there when it is too old, of another name, or below one that is no authority', async () => {
    const leafKeys = new CertificateKeys('P-256');
    const leafOf = (changes: Partial<CertificateContents>): Buffer =>
      x509Certificate(contents(changes), leafKeys, issuer);
    assert.equal(await verdictOf(root, leafOf({ notAfterMs: Date.now() - 1 }), leafKeys), 'CERT_HAS_EXPIRED');
    const elsewhere = leafOf({ names: [{ dns: 'elsewhere' }] });
    assert.equal(await verdictOf(root, elsewhere, leafKeys), 'ERR_TLS_CERT_ALTNAME_INVALID');
    const falseRoot = x509Certificate(contents({ commonName: 'root', names: [] }), rootKeys, issuer);
    assert.notEqual(await verdictOf(falseRoot, leafOf({}), leafKeys), 'trusted');
  });

  test('carries the serial it is given, as a positive number', () => {
    const der = x509Certificate(contents({ serial: Buffer.of(0x80, 1) }), rootKeys, issuer);
    assert.equal(new X509Certificate(der).serialNumber, '8001');
  });
});
