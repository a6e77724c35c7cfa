import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { utf8 } from '../../base/index.ts';
import { writeFileAtomically } from '../../crypto/index.ts';
import type { AlternativeName } from '../pki/alternative-name.ts';
import { CertificateAuthority } from '../pki/certificate-authority.ts';
import { type Caller, callerUri } from './caller-directory.ts';
import type { SimulatedLinkConfig } from './kme-config.ts';
import { type LinkEnds, shortestRoutes } from './shortest-routes.ts';

const OWNER_ONLY = 0o600;
const FOLDER_MODE = 0o700;
const VALID_DAYS = 30;
const KEY_KIND = 'P-256';
const HOST = '127.0.0.1';

/** A key manager of a test network. */
export interface PlannedKme {
  readonly id: string;
  readonly port: number;
  readonly saes: readonly string[];
}

/** A network of key managers on this machine, with simulated links. The first end of a link runs it. */
export interface NetworkPlan {
  readonly kmes: readonly PlannedKme[];
  readonly links: readonly LinkEnds[];
  readonly link: SimulatedLinkConfig;
  readonly maxKeyCount?: number;
}

/** Where everything of a network was written. */
export interface NetworkFiles {
  readonly kmes: readonly { readonly id: string; readonly url: string; readonly config: string }[];
  readonly saes: readonly { readonly id: string; readonly kme: string; readonly access: string }[];
}

/**
 * Writes certificates and configurations of a test network into a folder: everything but the key of its authority, which is
 * forgotten.
 *
 * Throws `FILE_EXISTS`, `FILE_UNWRITABLE` and `DISK_FULL`.
 */
export async function writeNetworkFiles(folder: string, plan: NetworkPlan, wallMs: number): Promise<NetworkFiles> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const write: WriteFile = (name, text) =>
    writeFileAtomically(join(folder, name), utf8(text), { mode: OWNER_ONLY, overwrite: false });
  const fingerprints = await writeCertificates(write, plan, wallMs);
  for (const kme of plan.kmes) {
    await write(`${kme.id}.json`, jsonText(configOf(kme, plan, fingerprints)));
    for (const sae of kme.saes) await write(`${sae}.kme.json`, jsonText(accessOf(sae, kme, fingerprints)));
  }
  return {
    kmes: plan.kmes.map(({ id, port }) => ({ id, url: urlOf(port), config: join(folder, `${id}.json`) })),
    saes: plan.kmes.flatMap(({ id, saes }) =>
      saes.map((sae) => ({ id: sae, kme: id, access: join(folder, `${sae}.kme.json`) })),
    ),
  };
}

type WriteFile = (name: string, text: string) => Promise<void>;

/** Writes the certificate of a new authority, and one with its key for every key manager and SAE; returns their fingerprints by ID. */
async function writeCertificates(
  write: WriteFile,
  plan: NetworkPlan,
  wallMs: number,
): Promise<ReadonlyMap<string, string>> {
  const subject = { keyKind: KEY_KIND, validDays: VALID_DAYS, wallMs } as const;
  const authority = new CertificateAuthority({ ...subject, commonName: 'qforge test authority' });
  await write('authority.crt', authority.certificatePem);
  const fingerprints = new Map<string, string>();
  const issue = async (caller: Caller, names: readonly AlternativeName[]): Promise<void> => {
    const uri = { uri: callerUri(caller) };
    const issued = authority.issue({ ...subject, commonName: caller.id, names: [...names, uri] });
    await write(`${caller.id}.crt`, issued.certificatePem);
    await write(`${caller.id}.key`, issued.privateKeyPem);
    fingerprints.set(caller.id, issued.fingerprint);
  };
  for (const { id, saes } of plan.kmes) {
    await issue({ kind: 'kme', id }, [{ ip: HOST }, { dns: 'localhost' }]);
    for (const sae of saes) await issue({ kind: 'sae', id: sae }, []);
  }
  return fingerprints;
}

function configOf(own: PlannedKme, plan: NetworkPlan, fingerprints: ReadonlyMap<string, string>): object {
  const ofOthers = plan.kmes.filter(({ id }) => id !== own.id);
  const isNeighbour = (kme: string): boolean => plan.links.some((ends) => ends.includes(own.id) && ends.includes(kme));
  const runsLinkTo = (kme: string): boolean => plan.links.some(([first, second]) => first === own.id && second === kme);
  return {
    kme: own.id,
    listen: urlOf(own.port),
    database: `${own.id}.db`,
    tls: tlsPaths(own.id),
    saes: own.saes.map((id) => ({ id, fingerprint: fingerprints.get(id) })),
    remoteSaes: ofOthers.flatMap(({ id, saes }) => saes.map((sae) => ({ id: sae, kme: id }))),
    neighbours: ofOthers
      .filter(({ id }) => isNeighbour(id))
      .map(({ id, port }) => ({
        kme: id,
        url: urlOf(port),
        fingerprint: fingerprints.get(id),
        ...(runsLinkTo(id) ? { link: plan.link } : {}),
      })),
    routes: [...shortestRoutes(plan.links, own.id)].map(([to, via]) => ({ to, via })),
    ...(plan.maxKeyCount === undefined ? {} : { maxKeyCount: plan.maxKeyCount }),
  };
}

function accessOf(sae: string, { id, port }: PlannedKme, fingerprints: ReadonlyMap<string, string>): object {
  return { url: urlOf(port), sae, fingerprint: fingerprints.get(id), tls: tlsPaths(sae) };
}

function tlsPaths(name: string): object {
  return { certificate: `${name}.crt`, privateKey: `${name}.key`, authority: 'authority.crt' };
}

function urlOf(port: number): string {
  return `https://${HOST}:${port}`;
}

function jsonText(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
