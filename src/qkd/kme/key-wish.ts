import { QForgeError } from '../../base/index.ts';
import { ETSI_MESSAGES } from '../etsi/etsi-messages.ts';
import type { ExtensionParameter, KeyRequest } from '../etsi/key-request.ts';
import {
  DEFAULT_KEY_BITS,
  MAX_ADDITIONAL_SAES,
  MAX_KEY_BITS,
  MAX_KEYS_PER_REQUEST,
  MIN_KEY_BITS,
} from './kme-limits.ts';
import type { KmeNetwork } from './kme-network.ts';

/** The one extension that is known: keys only over links with quantum hardware, if its value is true. */
export const HARDWARE_ONLY = 'qforge_hardware_only';

/** A request for keys that this key manager can try to meet. */
export interface KeyWish {
  readonly master: string;
  readonly number: number;
  readonly keyBytes: number;
  readonly hardwareOnly: boolean;
  /** Who gets each key beside the master, by key manager; never empty. */
  readonly recipients: ReadonlyMap<string, readonly string[]>;
  /** What the reply says beside. */
  readonly notice: string | undefined;
}

/**
 * Checks a request for keys. ETSI GS QKD 014 §6.2
 *
 * Throws `KME_REQUEST_REJECTED` with the words of the standard where it has any.
 */
export function keyWishOf(master: string, slave: string, request: KeyRequest, network: KmeNetwork): KeyWish {
  const reject = (reason: string): QForgeError =>
    new QForgeError('KME_REQUEST_REJECTED', { kme: network.self, reason });
  const problem = numberProblem(request) ?? extensionProblem(request.mandatoryExtensions);
  if (problem !== undefined) throw reject(problem);
  const slaves = [slave, ...request.additionalSlaves];
  if (slaves.includes(master)) throw reject('a SAE cannot share a key with itself');
  if (new Set(slaves).size !== slaves.length) throw reject('a slave SAE is named twice');
  if (network.serves(slave)) throw reject('slave_SAE_ID is served by this key manager: no link is between');
  const recipients = new Map<string, string[]>();
  for (const sae of slaves) {
    const location = network.locate(sae);
    if (location === undefined) throw reject('a slave SAE is not known');
    recipients.set(location.kme, [...(recipients.get(location.kme) ?? []), sae]);
  }
  const extensions = [...request.mandatoryExtensions, ...request.optionalExtensions].flatMap(Object.entries);
  return {
    master,
    number: request.number,
    keyBytes: (request.sizeBits ?? DEFAULT_KEY_BITS) / 8,
    hardwareOnly: request.mandatoryExtensions.some((extension) => extension[HARDWARE_ONLY] === true),
    recipients,
    notice: extensions.every(([name]) => name === HARDWARE_ONLY) ? undefined : ETSI_MESSAGES.optionalUnhandled,
  };
}

function numberProblem({ number, sizeBits = DEFAULT_KEY_BITS, additionalSlaves }: KeyRequest): string | undefined {
  if (number > MAX_KEYS_PER_REQUEST) return `number shall be at most ${MAX_KEYS_PER_REQUEST}`;
  if (sizeBits % 8 !== 0) return ETSI_MESSAGES.sizeNotOctets;
  if (sizeBits < MIN_KEY_BITS) return `size shall be at least ${MIN_KEY_BITS}`;
  if (sizeBits > MAX_KEY_BITS) return `size shall be at most ${MAX_KEY_BITS}`;
  if (additionalSlaves.length <= MAX_ADDITIONAL_SAES) return undefined;
  return `additional_slave_SAE_IDs shall be at most ${MAX_ADDITIONAL_SAES}`;
}

function extensionProblem(mandatory: readonly ExtensionParameter[]): string | undefined {
  const entries = mandatory.flatMap(Object.entries);
  if (!entries.every(([name]) => name === HARDWARE_ONLY)) return ETSI_MESSAGES.mandatoryUnsupported;
  return entries.every(([, value]) => typeof value === 'boolean') ? undefined : ETSI_MESSAGES.mandatoryUnmet;
}
