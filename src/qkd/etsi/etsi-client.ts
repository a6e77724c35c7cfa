import { QForgeError } from '../../base/index.ts';
import { type HttpsAccess, HttpsCaller } from './https-caller.ts';
import { decodeKeyContainer, type KeyContainer } from './key-container.ts';
import { decodeKeyStatus, type KeyStatus } from './key-status.ts';
import { checkedAnswer, goodAnswer } from './kme-refusal.ts';

/** What a master SAE may ask for beside the number of keys. */
export interface EncKeysOptions {
  /** In bits; default: the size of the key manager. */
  readonly sizeBits?: number;
  readonly additionalSlaves?: readonly string[];
}

/**
 * A SAE's way to its key manager, by ETSI GS QKD 014.
 *
 * Calls that take keys are made once: a key whose reply was lost is burnt. Every call rejects with `KME_UNREACHABLE`, `KME_REPLY_LOST`,
 * `KME_REQUEST_REJECTED`, `KME_ACCESS_REFUSED`, `KME_UNAVAILABLE` or `KME_ANSWER_INVALID`.
 */
export class EtsiClient implements Disposable {
  readonly #url: string;
  readonly #caller: HttpsCaller;

  constructor(access: HttpsAccess) {
    this.#url = access.url;
    this.#caller = new HttpsCaller(access);
  }

  /** How many keys there are for a slave SAE, and of what kind. */
  async status(slave: string): Promise<KeyStatus> {
    const document = await this.#call('GET', `${encodeURIComponent(slave)}/status`);
    return checkedAnswer(this.#url, () => decodeKeyStatus(document));
  }

  /** Takes fresh keys to share with slave SAEs. */
  async encKeys(slave: string, number: number, options: EncKeysOptions = {}): Promise<KeyContainer> {
    const { sizeBits, additionalSlaves } = options;
    const request = { number, size: sizeBits, additional_slave_SAE_IDs: additionalSlaves };
    const document = await this.#call('POST', `${encodeURIComponent(slave)}/enc_keys`, JSON.stringify(request));
    const container = checkedAnswer(this.#url, () => decodeKeyContainer(document));
    const { keys } = container;
    if (keys.length !== number) throw this.#invalid(`it gave ${keys.length} keys and not ${number}`);
    if (new Set(keys.map(({ keyId }) => keyId)).size !== number) throw this.#invalid('it gave a key ID twice');
    if (sizeBits !== undefined && keys.some(({ key }) => key.length * 8 !== sizeBits)) {
      throw this.#invalid('a key has another size');
    }
    return container;
  }

  /** Takes the keys that a master SAE has named, in that order. */
  async decKeys(master: string, keyIds: readonly string[]): Promise<KeyContainer> {
    const request = { key_IDs: keyIds.map((keyId) => ({ key_ID: keyId })) };
    const document = await this.#call('POST', `${encodeURIComponent(master)}/dec_keys`, JSON.stringify(request));
    const container = checkedAnswer(this.#url, () => decodeKeyContainer(document));
    const byId = new Map(container.keys.map((key) => [key.keyId, key]));
    const keys = keyIds.flatMap((keyId) => byId.get(keyId.toLowerCase()) ?? []);
    if (keys.length !== keyIds.length || container.keys.length !== keyIds.length) {
      throw this.#invalid('it gave other keys than were named');
    }
    return { ...container, keys };
  }

  /** Lets go of the connections. */
  [Symbol.dispose](): void {
    this.#caller[Symbol.dispose]();
  }

  async #call(method: 'GET' | 'POST', path: string, body?: string): Promise<unknown> {
    const call = { method, path: `/api/v1/keys/${path}` };
    return goodAnswer(this.#url, await this.#caller.call(body === undefined ? call : { ...call, body }));
  }

  #invalid(reason: string): QForgeError<'KME_ANSWER_INVALID'> {
    return new QForgeError('KME_ANSWER_INVALID', { kme: this.#url, reason });
  }
}
