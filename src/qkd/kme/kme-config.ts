import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { entitySchema, fingerprintSchema, httpsUrlSchema, pathSchema, readConfigFile } from '../etsi/config-file.ts';
import { credentialPaths, type TlsCredentialPaths } from '../etsi/tls-credentials.ts';
import { linkSources } from '../link/link-parameters.ts';
import type { KmeSettings } from './kme-limits.ts';
import type { RateLimit } from './request-rate.ts';

const MS_PER_SECOND = 1000;

/** A SAE that this key manager serves. */
export interface LocalSae {
  readonly id: string;
  /** Ties the SAE to one certificate. */
  readonly fingerprint?: string | undefined;
}

/** The simulated link that one end of a pair runs. */
export interface SimulatedLinkConfig {
  readonly distanceKm: number;
  /** Undefined: that of {@link linkSources}.modern. */
  readonly fibreLossDbPerKm?: number | undefined;
  /** Pulses in a second of the link's own time. */
  readonly pulseRateHz: number;
  /** Fraction of the pulses that somebody measures and sends on, 0 to 1; undefined: none. */
  readonly interceptedFraction?: number | undefined;
}

/** What a pulse loses on the whole fibre of a simulated link, in decibels. */
export function simulatedLossDb({ distanceKm, fibreLossDbPerKm }: SimulatedLinkConfig): number {
  return distanceKm * (fibreLossDbPerKm ?? linkSources.modern.fibreLossDbPerKm);
}

/** A key manager at the other end of a link. */
export interface NeighbourConfig {
  readonly kme: string;
  readonly url: string;
  readonly fingerprint?: string | undefined;
  /** Undefined: the other end runs the link. */
  readonly link?: SimulatedLinkConfig | undefined;
}

/** What a key manager is started with; paths are absolute. */
export interface KmeConfig {
  readonly kme: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** What the keys in the database are sealed with. */
  readonly keyFile: string;
  readonly tls: TlsCredentialPaths;
  readonly saes: readonly LocalSae[];
  /** SAEs of other key managers. */
  readonly remoteSaes: readonly { readonly id: string; readonly kme: string }[];
  readonly neighbours: readonly NeighbourConfig[];
  readonly routes: readonly { readonly to: string; readonly via: string }[];
  readonly settings: Partial<KmeSettings>;
  readonly rate: Partial<RateLimit>;
}

const entity = entitySchema;
const fingerprint = fingerprintSchema;
const count: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const positive: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.finite(), v.minValue(0));

const fraction: v.GenericSchema<unknown, number> = v.pipe(positive, v.maxValue(1));

const configSchema = v.strictObject({
  kme: entity,
  listen: httpsUrlSchema,
  database: pathSchema,
  keyFile: v.optional(pathSchema),
  tls: v.strictObject({ certificate: pathSchema, privateKey: pathSchema, authority: pathSchema }),
  saes: v.array(v.strictObject({ id: entity, fingerprint })),
  remoteSaes: v.optional(v.array(v.strictObject({ id: entity, kme: entity })), []),
  neighbours: v.array(
    v.strictObject({
      kme: entity,
      url: httpsUrlSchema,
      fingerprint,
      link: v.optional(
        v.strictObject({
          distanceKm: positive,
          fibreLossDbPerKm: v.optional(positive),
          pulseRateHz: positive,
          interceptedFraction: v.optional(fraction),
        }),
      ),
    }),
  ),
  routes: v.optional(v.array(v.strictObject({ to: entity, via: entity })), []),
  maxKeyCount: v.optional(count),
  lowWatermark: v.optional(count),
  unitLifetimeSeconds: v.optional(count),
  keyLifetimeSeconds: v.optional(count),
  requestsPerSecond: v.optional(count),
});

/** Reads the configuration of a key manager. Paths in it start from its folder. Throws `KME_CONFIG_INVALID`. */
export async function readKmeConfig(path: string): Promise<KmeConfig> {
  const file = await readConfigFile(path, configSchema);
  return configOf(file, (relative) => resolve(dirname(path), relative));
}

function configOf(file: v.InferOutput<typeof configSchema>, absolute: (path: string) => string): KmeConfig {
  const { kme, saes, remoteSaes, neighbours, routes, listen, requestsPerSecond } = file;
  const { hostname, port } = new URL(listen);
  return {
    kme,
    saes,
    remoteSaes,
    neighbours,
    routes,
    host: hostname.replace(/^\[(?<address>.+)\]$/u, '$<address>'),
    port: port === '' ? 443 : Number(port),
    database: absolute(file.database),
    // Beside the configuration: wherever the database is kept, and copied to, its key is not.
    keyFile: absolute(file.keyFile ?? `${kme}.pool-key`),
    tls: credentialPaths(file.tls, absolute),
    settings: settingsOf(file),
    rate: requestsPerSecond === undefined ? {} : { perSecond: requestsPerSecond, burst: requestsPerSecond },
  };
}

function settingsOf(file: v.InferOutput<typeof configSchema>): Partial<KmeSettings> {
  const { maxKeyCount, lowWatermark, unitLifetimeSeconds, keyLifetimeSeconds } = file;
  const given = {
    maxKeyCount,
    lowWatermark,
    unitLifetimeMs: unitLifetimeSeconds && unitLifetimeSeconds * MS_PER_SECOND,
    keyLifetimeMs: keyLifetimeSeconds && keyLifetimeSeconds * MS_PER_SECOND,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
