import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/base/index.ts';
import type { HttpsAccess } from '../../../src/qkd/etsi/https-caller.ts';
import { CertificateAuthority, type CertificateWish } from '../../../src/qkd/pki/certificate-authority.ts';

const wish = (commonName: string): CertificateWish => ({
  commonName,
  names: [{ ip: '127.0.0.1' }, { uri: `urn:qforge:kme:${commonName}` }],
  keyKind: 'P-256',
  validDays: 1,
  wallMs: Date.now(),
});

/** A key manager that does to every request what the test says; it counts them. */
export class ScriptedKme {
  requests = 0;
  readonly access: HttpsAccess;
  readonly fingerprint: string;

  private constructor(access: HttpsAccess, fingerprint: string) {
    this.access = access;
    this.fingerprint = fingerprint;
  }

  /** Starts it; it ends with the test. */
  static async start(
    t: TestContext,
    handle: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<ScriptedKme> {
    const authority = new CertificateAuthority(wish('authority'));
    const [own, client] = [authority.issue(wish('kme')), authority.issue(wish('client'))];
    const server = createServer({
      cert: own.certificatePem,
      key: own.privateKeyPem,
      ca: authority.certificatePem,
      requestCert: true,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { certificatePem, privateKeyPem } = client;
    const tls = { certificatePem, privateKeyPem, authorityPem: authority.certificatePem };
    const access = { url: `https://127.0.0.1:${port}`, tls, timeoutMs: 5000, clock: systemClock };
    const kme = new ScriptedKme(access, own.fingerprint);
    server.on('tlsClientError', () => undefined);
    server.on('request', (request, response) => {
      kme.requests += 1;
      handle(request, response);
    });
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    return kme;
  }
}

/** Answers every request with this. */
export function answering(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };
}
