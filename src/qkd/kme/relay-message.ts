import * as v from 'valibot';
import { parseStrictJson, QForgeError } from '../../base/index.ts';
import { strictBase64 } from '../etsi/key-container.ts';
import { isEntityId, keyIdOf } from '../etsi/sae-id.ts';

/** Over how many links a key may go. */
export const MAX_HOPS = 8;
/** How many keys one message may carry. */
export const MAX_RELAYED_KEYS = 128;

const MAX_DEPTH = 8;
const MAX_UNITS = 128;
const MAX_KEY_BYTES = 4096;

/** A key on its way over one link: the units of that link's key, and what they hide unless they are the key themselves. */
export interface RelayedKey {
  readonly keyId: string;
  readonly units: readonly number[];
  /** Undefined on the first link of a key: there the units are the key. */
  readonly sealed: Uint8Array | undefined;
}

/** Keys that one key manager assigns to SAEs of another, sent over the link between neighbours. spec/kme §4 */
export interface RelayMessage {
  readonly master: string;
  /** Where the recipients are. */
  readonly targetKme: string;
  readonly recipients: readonly string[];
  readonly keyBytes: number;
  /** Whether any link so far was simulated. */
  readonly simulated: boolean;
  readonly hopsLeft: number;
  readonly keys: readonly RelayedKey[];
}

/** Which of the keys are stored at their target now; the others are lost. */
export interface RelayAnswer {
  readonly accepted: readonly string[];
  /** Whether any link on the way was simulated. */
  readonly simulated: boolean;
}

const count = (max: number): v.GenericSchema<unknown, number> =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));
const entity = v.custom<string>(isEntityId);
const keyId = v.custom<string>((value) => keyIdOf(value) === value);

const messageSchema = v.strictObject({
  master_SAE_ID: entity,
  target_KME_ID: entity,
  slave_SAE_IDs: v.pipe(
    v.array(entity),
    v.minLength(1),
    v.maxLength(MAX_RELAYED_KEYS),
    v.check((saes) => new Set(saes).size === saes.length),
  ),
  key_bytes: v.pipe(count(MAX_KEY_BYTES), v.minValue(1)),
  simulated: v.boolean(),
  hops_left: count(MAX_HOPS),
  keys: v.pipe(
    v.array(
      v.strictObject({
        key_ID: keyId,
        units: v.pipe(v.array(count(Number.MAX_SAFE_INTEGER)), v.minLength(1), v.maxLength(MAX_UNITS)),
        sealed: v.optional(v.string()),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_RELAYED_KEYS),
  ),
});

const answerSchema = v.strictObject({ accepted: v.array(keyId), simulated: v.boolean() });

/** The JSON of a message. */
export function encodeRelayMessage(message: RelayMessage): string {
  return JSON.stringify({
    master_SAE_ID: message.master,
    target_KME_ID: message.targetKme,
    slave_SAE_IDs: message.recipients,
    key_bytes: message.keyBytes,
    simulated: message.simulated,
    hops_left: message.hopsLeft,
    keys: message.keys.map(({ keyId: id, units, sealed }) => ({
      key_ID: id,
      units,
      ...(sealed === undefined ? {} : { sealed: Buffer.from(sealed).toString('base64') }),
    })),
  });
}

/** Reads a message from a neighbour. Throws `MALFORMED`. */
export function decodeRelayMessage(unverified: Uint8Array): RelayMessage {
  const checked = v.safeParse(messageSchema, parseStrictJson(unverified, 'The relay message', MAX_DEPTH));
  if (!checked.success) throw malformed(`${v.getDotPath(checked.issues[0]) ?? 'it'} is not as it should be`);
  const { output } = checked;
  const keys = output.keys.map(({ key_ID, units, sealed }) => ({
    keyId: key_ID,
    units,
    sealed: sealed === undefined ? undefined : strictBase64(sealed),
  }));
  if (keys.some(({ sealed }) => sealed !== undefined && sealed.length !== output.key_bytes)) {
    throw malformed('a sealed key has another length than it says');
  }
  return {
    master: output.master_SAE_ID,
    targetKme: output.target_KME_ID,
    recipients: output.slave_SAE_IDs,
    keyBytes: output.key_bytes,
    simulated: output.simulated,
    hopsLeft: output.hops_left,
    keys,
  };
}

/** Reads a neighbour's answer. Throws `MALFORMED`. */
export function decodeRelayAnswer(unverified: unknown): RelayAnswer {
  const checked = v.safeParse(answerSchema, unverified);
  if (!checked.success) throw malformed('it is not as it should be');
  return checked.output;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The relay message', reason });
}
