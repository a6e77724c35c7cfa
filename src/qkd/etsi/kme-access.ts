import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import type { Clock, KeySource } from '../../base/index.ts';
import { entitySchema, fingerprintSchema, httpsUrlSchema, pathSchema, readConfigFile } from './config-file.ts';
import { EtsiClient } from './etsi-client.ts';
import { EtsiKeySource } from './etsi-key-source.ts';
import { StreamClient } from './stream-client.ts';
import { credentialPaths, readTlsCredentials, type TlsCredentialPaths } from './tls-credentials.ts';

/** How long a call to a key manager may take: two of them fit into one handshake. */
export const KME_CALL_TIMEOUT_MS = 4000;

/** How a SAE reaches its key manager; paths are absolute. */
export interface KmeAccess {
  readonly url: string;
  readonly sae: string;
  readonly fingerprint: string | undefined;
  readonly tls: TlsCredentialPaths;
  readonly isHardware: boolean;
}

const accessSchema = v.strictObject({
  url: httpsUrlSchema,
  sae: entitySchema,
  fingerprint: fingerprintSchema,
  tls: v.strictObject({ certificate: pathSchema, privateKey: pathSchema, authority: pathSchema }),
  hardware: v.optional(v.boolean(), false),
});

/** Reads how a SAE reaches its key manager. Paths in the file start from its folder. Throws `KME_CONFIG_INVALID`. */
export async function readKmeAccess(path: string): Promise<KmeAccess> {
  const { url, sae, fingerprint, tls, hardware } = await readConfigFile(path, accessSchema);
  const paths = credentialPaths(tls, (relative) => resolve(dirname(path), relative));
  return { url, sae, fingerprint, tls: paths, isHardware: hardware };
}

/** The client of a SAE. Throws as {@link readTlsCredentials}. */
export async function openEtsiClient({ url, fingerprint, tls }: KmeAccess, clock: Clock): Promise<EtsiClient> {
  const credentials = await readTlsCredentials(tls);
  return new EtsiClient({ url, fingerprint, tls: credentials, timeoutMs: KME_CALL_TIMEOUT_MS, clock });
}

/** The client of a SAE for key streams. Throws as {@link readTlsCredentials}. */
export async function openStreamClient({ url, fingerprint, tls }: KmeAccess, clock: Clock): Promise<StreamClient> {
  const credentials = await readTlsCredentials(tls);
  return new StreamClient({ url, fingerprint, tls: credentials, timeoutMs: KME_CALL_TIMEOUT_MS, clock });
}

/** Keys for channels, as a file says where to get them. Throws as {@link readKmeAccess} and {@link readTlsCredentials}. */
export async function openKmeKeySource(path: string, clock: Clock): Promise<KeySource> {
  const access = await readKmeAccess(path);
  return new EtsiKeySource(await openEtsiClient(access, clock), access);
}
