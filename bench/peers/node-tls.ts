import { once } from 'node:events';
import { connect, createSecureContext, createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { type CertificateAlgorithm, makeCertificate } from '../certificates.ts';
import type { Json } from '../child-process.ts';
import type { Contestant, Link, LinkDialler, LinkServer } from '../link.ts';
import { type Framing, SocketLink } from './socket-link.ts';

const GROUP = 'X25519MLKEM768';
const KEY_TYPES: Readonly<Record<CertificateAlgorithm, string>> = { Ed25519: 'ed25519', 'ML-DSA-65': 'ml-dsa-65' };

interface TlsCredentials {
  readonly algorithm: CertificateAlgorithm;
  readonly serverCertificate: string;
  readonly serverKey: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/** TLS 1.3 of Node with the hybrid group X25519MLKEM768, both sides authenticated by certificates of one kind. */
export function nodeTls(algorithm: CertificateAlgorithm, framing: Framing): Contestant {
  return {
    label: `node:tls ${algorithm}${framing === 'none' ? '' : `, ${framing}`}`,
    makeCredentials: (): Json => makeCredentials(algorithm),
    listen: (credentials, onLink) => listen(credentials as unknown as TlsCredentials, framing, onLink),
    dial: (credentials, address) =>
      Promise.resolve(dialler(credentials as unknown as TlsCredentials, framing, address)),
  };
}

function makeCredentials(algorithm: CertificateAlgorithm): { readonly [key: string]: Json } {
  const server = makeCertificate(algorithm);
  const client = makeCertificate(algorithm);
  return {
    algorithm,
    serverCertificate: server.certificatePem,
    serverKey: server.privateKeyPem,
    clientCertificate: client.certificatePem,
    clientKey: client.privateKeyPem,
  };
}

function contextOptions(certificate: string, key: string, peerCertificate: string): SecureContextOptions {
  return { cert: certificate, key, ca: peerCertificate, minVersion: 'TLSv1.3', ecdhCurve: GROUP };
}

async function listen(
  credentials: TlsCredentials,
  framing: Framing,
  onLink: (link: Link) => void,
): Promise<LinkServer> {
  const { serverCertificate, serverKey, clientCertificate } = credentials;
  const context = contextOptions(serverCertificate, serverKey, clientCertificate);
  const facts: Record<string, string> = {};
  const options = { ...context, requestCert: true, rejectUnauthorized: true, noDelay: true };
  const server = createServer(options, (socket) => {
    facts['negotiated'] = peerKeyType(socket, credentials.algorithm);
    onLink(new SocketLink(socket, framing));
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TLS server has a port');
  return { address: `127.0.0.1:${address.port}`, facts: () => facts };
}

function dialler(credentials: TlsCredentials, framing: Framing, address: string): LinkDialler {
  const { clientCertificate, clientKey, serverCertificate } = credentials;
  const secureContext = createSecureContext(contextOptions(clientCertificate, clientKey, serverCertificate));
  const [host = '', port = ''] = address.split(':');
  return {
    connect: async () => {
      const socket = connect({ host, port: Number(port), servername: 'localhost', secureContext });
      socket.setNoDelay(true);
      await once(socket, 'secureConnect');
      assertAsClaimed(socket, credentials.algorithm);
      return new SocketLink(socket, framing);
    },
  };
}

/** A full TLS 1.3 handshake with the group and the certificates this peer is named after, or no figure at all. */
function assertAsClaimed(socket: TLSSocket, algorithm: CertificateAlgorithm): void {
  const group: unknown = Reflect.get(socket.getEphemeralKeyInfo() ?? {}, 'name');
  if (group !== GROUP) throw new Error(`TLS negotiated the group ${String(group)}, not ${GROUP}`);
  if (socket.getProtocol() !== 'TLSv1.3') throw new Error('TLS 1.3 was not negotiated');
  if (socket.isSessionReused()) throw new Error('a TLS session was resumed');
  peerKeyType(socket, algorithm);
}

function peerKeyType(socket: TLSSocket, algorithm: CertificateAlgorithm): string {
  const keyType = socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType;
  if (!socket.authorized || keyType !== KEY_TYPES[algorithm]) {
    throw new Error(`the TLS peer has the certificate ${String(keyType)}, not ${algorithm}`);
  }
  return `${keyType}, TLSv1.3, ${GROUP}`;
}
