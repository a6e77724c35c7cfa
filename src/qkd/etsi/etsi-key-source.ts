import { defined, type KeySource, type SharedKey, type SharedKeyStock, type TraceContext } from '../../base/index.ts';
import type { EtsiClient } from './etsi-client.ts';
import type { KeyContainer } from './key-container.ts';
import { withTrace } from './trace-scope.ts';

/** Size of a key for a channel, in bits. */
export const CHANNEL_KEY_BITS = 256;

/** What is said of a key manager that does not say it itself. */
export interface EtsiKeySourceOptions {
  /** The own SAE ID. */
  readonly sae: string;
  /** Whether the operator vouches for quantum hardware. A key manager that says it simulates is believed whatever this is. */
  readonly isHardware: boolean;
}

/** Keys of quantum key distribution for channels, from a key manager by ETSI GS QKD 014. */
export class EtsiKeySource implements KeySource {
  readonly name = 'qkd';
  readonly localEndpoint: string;
  readonly #client: EtsiClient;
  #simulated: boolean;

  constructor(client: EtsiClient, options: EtsiKeySourceOptions) {
    this.#client = client;
    this.localEndpoint = options.sae;
    this.#simulated = !options.isHardware;
  }

  /** True unless the operator vouches for hardware and the key manager has never said otherwise. */
  get simulated(): boolean {
    return this.#simulated;
  }

  /** Rejects as {@link EtsiClient.encKeys}. */
  async nextKey(peerEndpoint: string, trace?: TraceContext): Promise<SharedKey> {
    const options = { sizeBits: CHANNEL_KEY_BITS };
    return this.#only(await withTrace(trace, () => this.#client.encKeys(peerEndpoint, 1, options)));
  }

  /** Rejects as {@link EtsiClient.decKeys}. */
  async keyById(peerEndpoint: string, keyId: string, trace?: TraceContext): Promise<SharedKey> {
    return this.#only(await withTrace(trace, () => this.#client.decKeys(peerEndpoint, [keyId])));
  }

  /** Rejects as {@link EtsiClient.status}. */
  async stock(peerEndpoint: string): Promise<SharedKeyStock> {
    const { storedKeyCount, maxKeyCount, link } = await this.#client.status(peerEndpoint);
    this.#simulated ||= link?.simulated === true;
    return {
      storedKeys: storedKeyCount,
      maxKeys: maxKeyCount,
      qber: link?.qber,
      keyRateBitsPerSecond: link?.secretKeyRate,
      ...link?.fibre,
    };
  }

  #only({ keys, simulated }: KeyContainer): SharedKey {
    this.#simulated ||= simulated === true;
    return defined(keys[0], 'the one key that was checked to be there');
  }
}
