import { QForgeError, type Transport } from '../base/index.ts';
import { parseAddress } from './address.ts';

/** The transports that a device may use, one for each scheme of addresses. */
export class TransportTable {
  readonly #transports: ReadonlyMap<string, Transport>;

  constructor(transports: readonly Transport[]) {
    this.#transports = new Map(transports.map((transport) => [transport.scheme, transport]));
  }

  /** The transport for an address. Throws `ADDRESS_INVALID`, also where there is none for its scheme. */
  of(address: string): Transport {
    const { scheme } = parseAddress(address);
    const transport = this.#transports.get(scheme);
    if (transport !== undefined) return transport;
    throw new QForgeError('ADDRESS_INVALID', { address, reason: `there is no transport for ${scheme}` });
  }
}
