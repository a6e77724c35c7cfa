import type { ForwardStatus, TunnelClient } from '../../client/index.ts';
import { configuredTunnel, type TunnelConfig } from '../../daemon/index.ts';
import { reachablePeer } from '../peer-argument.ts';
import type { RunningClient } from '../running-client.ts';

/** The tunnels that a device keeps open by its configuration. */
export class OpenedTunnels implements AsyncDisposable {
  readonly #tunnels: readonly TunnelClient[];
  readonly #opened: AsyncDisposableStack;

  private constructor(tunnels: readonly TunnelClient[], opened: AsyncDisposableStack) {
    this.#tunnels = tunnels;
    this.#opened = opened;
  }

  /**
   * Listens for every forward of this side, and lets the rest follow when the peers are there.
   *
   * Throws what `reachablePeer` throws, `FORWARD_INVALID`, `FORWARD_PUBLIC`, `PORT_IN_USE` and `LISTEN_FAILED`; nothing stays open then.
   */
  static async open(running: RunningClient, configured: readonly TunnelConfig[]): Promise<OpenedTunnels> {
    await using opened = new AsyncDisposableStack();
    const tunnels: TunnelClient[] = [];
    for (const config of configured) {
      const { peerId, address } = reachablePeer(running.client.trustStore, config.peer, config.address);
      tunnels.push(opened.use(await running.client.openTunnel(peerId, { ...configuredTunnel(config), address })));
    }
    return new OpenedTunnels(tunnels, opened.move());
  }

  /** Each forward as it is now. */
  forwards(): readonly ForwardStatus[] {
    return this.#tunnels.flatMap((tunnel) => tunnel.status());
  }

  /** Closes all listeners and connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}
