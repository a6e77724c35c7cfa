import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { QForgeError, utf8Text } from '../../base/index.ts';
import { readGuardedFile, readTextFile } from '../../crypto/index.ts';

const MAX_KEY_FILE_BYTES = 65_536;

/** Own certificate and key, and the authority that vouches for all others; PEM. */
export interface TlsCredentials {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly authorityPem: string;
}

/** Where credentials are. */
export interface TlsCredentialPaths {
  readonly certificate: string;
  readonly privateKey: string;
  readonly authority: string;
}

/** The same paths, each made absolute. */
export function credentialPaths(paths: TlsCredentialPaths, absolute: (path: string) => string): TlsCredentialPaths {
  return {
    certificate: absolute(paths.certificate),
    privateKey: absolute(paths.privateKey),
    authority: absolute(paths.authority),
  };
}

/**
 * Reads credentials, and tries them; the key must be closed to all others.
 *
 * Throws `FILE_MISSING`, `FILE_UNREADABLE`, `KEY_FILE_*`, and `TLS_CREDENTIALS_INVALID` for what OpenSSL does not take.
 */
export async function readTlsCredentials(paths: TlsCredentialPaths): Promise<TlsCredentials> {
  using privateKey = await readGuardedFile(paths.privateKey, MAX_KEY_FILE_BYTES);
  const credentials = {
    certificatePem: await readTextFile(paths.certificate),
    privateKeyPem: utf8Text(privateKey.expose()),
    authorityPem: await readTextFile(paths.authority),
  };
  requireUsable(credentials, paths);
  return credentials;
}

function requireUsable(
  { certificatePem: cert, privateKeyPem: key, authorityPem: ca }: TlsCredentials,
  paths: TlsCredentialPaths,
): void {
  taken(paths.certificate, () => new X509Certificate(cert));
  taken(paths.authority, () => new X509Certificate(ca));
  taken(paths.privateKey, () => createSecureContext({ cert, key, ca }));
}

/** OpenSSL reads it, here and nowhere else; what it does not take has a code. */
function taken(path: string, read: () => unknown): void {
  try {
    read();
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'OpenSSL does not take it';
    throw new QForgeError('TLS_CREDENTIALS_INVALID', { path, reason }, { cause });
  }
}
