import * as v from 'valibot';
import { parseStrictJson, QForgeError, SecretBytes } from '../../base/index.ts';
import { decodedFibre, encodedFibre } from '../etsi/fibre-members.ts';
import { strictBase64 } from '../etsi/key-container.ts';
import type { HandedBlock } from './kme-parts.ts';

const MAX_DEPTH = 4;
const number: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.finite(), v.minValue(0));
const unit: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const blockSchema = v.strictObject({
  void_from: unit,
  key: v.string(),
  qber: v.pipe(number, v.maxValue(1)),
  key_rate: number,
  simulated: v.boolean(),
  length_km: v.optional(number),
  loss_db: v.optional(number),
  pulse_rate_hz: v.optional(number),
});
const answerSchema = v.strictObject({ first_unit: unit });

/** The JSON by which a simulated link hands the other half of a block over. The text holds the key: send it and let go of it. */
export function encodeBlock({ voidFrom, key, quality }: HandedBlock): string {
  return JSON.stringify({
    void_from: voidFrom,
    key: Buffer.from(key.expose()).toString('base64'),
    qber: quality.qber,
    key_rate: quality.keyRate,
    simulated: quality.simulated,
    ...encodedFibre(quality.fibre),
  });
}

/** Reads a block from a neighbour. Throws `MALFORMED`. */
export function decodeBlock(unverified: Uint8Array): HandedBlock {
  const checked = v.safeParse(blockSchema, parseStrictJson(unverified, 'The block', MAX_DEPTH));
  if (!checked.success) throw malformed();
  const { void_from, key, qber, key_rate, simulated, ...fibre } = checked.output;
  const quality = { qber, keyRate: key_rate, simulated, ...decodedFibre(fibre) };
  return { voidFrom: void_from, key: SecretBytes.take(strictBase64(key)), quality };
}

/** The JSON of the answer: the number that the first unit has now. */
export function encodeBlockAnswer(firstUnit: number): string {
  return JSON.stringify({ first_unit: firstUnit });
}

/** Reads the answer. Throws `MALFORMED`. */
export function decodeBlockAnswer(unverified: unknown): number {
  const checked = v.safeParse(answerSchema, unverified);
  if (!checked.success) throw malformed();
  return checked.output.first_unit;
}

function malformed(): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The block', reason: 'it is not as it should be' });
}
