import * as v from 'valibot';
import { QForgeError } from '../../base/index.ts';
import { decodedFibre, encodedFibre, type LinkFibre } from './fibre-members.ts';

/** What a key manager tells a master SAE of the keys for one slave SAE. ETSI GS QKD 014 §6.1 */
export interface KeyStatus {
  readonly sourceKme: string;
  readonly targetKme: string;
  readonly masterSae: string;
  readonly slaveSae: string;
  /** In bits. */
  readonly keySize: number;
  readonly storedKeyCount: number;
  readonly maxKeyCount: number;
  readonly maxKeyPerRequest: number;
  readonly maxKeySize: number;
  readonly minKeySize: number;
  /** 0: no multicast. */
  readonly maxSaeIdCount: number;
  /** What is no part of the standard; undefined from key managers of others. */
  readonly link?: LinkStatus | undefined;
}

/** How the link behind the keys does; in `status_extension`. */
export interface LinkStatus {
  readonly simulated: boolean;
  /** Quantum bit error rate, 0 to 1. */
  readonly qber: number;
  /** In bits per second. */
  readonly secretKeyRate: number;
  /** Fewer keys than this in store, and the key manager warns. */
  readonly lowWatermark: number;
  /** Undefined where the keys go over several links, and where nobody told the key manager. */
  readonly fibre?: LinkFibre | undefined;
}

/** The JSON document of a status. */
export function encodeKeyStatus(status: KeyStatus): string {
  const { link } = status;
  return JSON.stringify({
    source_KME_ID: status.sourceKme,
    target_KME_ID: status.targetKme,
    master_SAE_ID: status.masterSae,
    slave_SAE_ID: status.slaveSae,
    key_size: status.keySize,
    stored_key_count: status.storedKeyCount,
    max_key_count: status.maxKeyCount,
    max_key_per_request: status.maxKeyPerRequest,
    max_key_size: status.maxKeySize,
    min_key_size: status.minKeySize,
    max_SAE_ID_count: status.maxSaeIdCount,
    ...(link === undefined
      ? {}
      : {
          status_extension: {
            simulated: link.simulated,
            qber: link.qber,
            skr: link.secretKeyRate,
            low_watermark: link.lowWatermark,
            ...encodedFibre(link.fibre),
          },
        }),
  });
}

const count: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const rate: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.finite(), v.minValue(0));

const statusSchema = v.object({
  source_KME_ID: v.string(),
  target_KME_ID: v.string(),
  master_SAE_ID: v.string(),
  slave_SAE_ID: v.string(),
  key_size: count,
  stored_key_count: count,
  max_key_count: count,
  max_key_per_request: count,
  max_key_size: count,
  min_key_size: count,
  max_SAE_ID_count: v.optional(count, 0),
  status_extension: v.optional(v.unknown()),
});

const linkSchema = v.object({
  simulated: v.boolean(),
  qber: rate,
  skr: rate,
  low_watermark: count,
  length_km: v.optional(rate),
  loss_db: v.optional(rate),
  pulse_rate_hz: v.optional(rate),
});

/** Reads a status from a key manager; figures that contradict each other are refused. Throws `MALFORMED`. */
export function decodeKeyStatus(unverified: unknown): KeyStatus {
  const checked = v.safeParse(statusSchema, unverified);
  if (!checked.success) throw malformed(`${v.getDotPath(checked.issues[0]) ?? 'it'} is not as it should be`);
  const { output } = checked;
  if (output.stored_key_count > output.max_key_count) throw malformed('more keys are stored than there may be');
  if (output.key_size < output.min_key_size || output.key_size > output.max_key_size) {
    throw malformed('the key size is out of its own bounds');
  }
  return {
    sourceKme: output.source_KME_ID,
    targetKme: output.target_KME_ID,
    masterSae: output.master_SAE_ID,
    slaveSae: output.slave_SAE_ID,
    keySize: output.key_size,
    storedKeyCount: output.stored_key_count,
    maxKeyCount: output.max_key_count,
    maxKeyPerRequest: output.max_key_per_request,
    maxKeySize: output.max_key_size,
    minKeySize: output.min_key_size,
    maxSaeIdCount: output.max_SAE_ID_count,
    link: linkOf(output.status_extension),
  };
}

/** Key managers of others put what they like there. */
function linkOf(unverified: unknown): LinkStatus | undefined {
  const checked = v.safeParse(linkSchema, unverified);
  if (!checked.success) return undefined;
  const { simulated, qber, skr, low_watermark, ...fibre } = checked.output;
  return { simulated, qber, secretKeyRate: skr, lowWatermark: low_watermark, ...decodedFibre(fibre) };
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The status', reason });
}
