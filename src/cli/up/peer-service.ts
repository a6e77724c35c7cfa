import type { Tracer } from '../../base/index.ts';
import type { Channel, ForwardStatus, TunnelRefusal, TunnelServer } from '../../client/index.ts';
import type { DaemonConfig } from '../../daemon/index.ts';
import { announceChannel } from '../channel-announcer.ts';
import { FileInbox } from '../file-inbox.ts';
import type { RunningClient } from '../running-client.ts';

/** What a device does for its peers: their tunnels by its rules, and their files where there is a folder for them. */
export class PeerService implements AsyncDisposable {
  readonly #running: RunningClient;
  readonly #tunnels: TunnelServer;
  readonly #inbox: FileInbox | undefined;

  constructor(running: RunningClient, tunnels: TunnelServer, inbox: FileInbox | undefined) {
    this.#running = running;
    this.#tunnels = tunnels;
    this.#inbox = inbox;
  }

  /** Takes the files that a peer sends over a channel, beside its tunnels; messages are for programs, and nobody here acknowledges them. */
  serve(channel: Channel): void {
    announceChannel(channel, this.#running.nameOf(channel));
    channel.onStream((stream) => {
      if (this.#inbox?.take(stream, channel) !== true) stream.reset('it is not served here');
    });
  }

  /** Forwards of the tunnels that are served. */
  forwards(): readonly ForwardStatus[] {
    return this.#tunnels.status();
  }

  /** What peers were refused lately. */
  refusals(): readonly TunnelRefusal[] {
    return this.#tunnels.refusals();
  }

  /** Ends listeners for peers, once nothing is written any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inbox?.settled();
    await this.#tunnels[Symbol.asyncDispose]();
  }
}

/** Serves all peers of a client from now on; files under way are given up when `signal` aborts, what has arrived is kept. */
export async function servePeers(
  running: RunningClient,
  receive: DaemonConfig['receive'],
  signal: AbortSignal,
  tracer: Tracer,
): Promise<PeerService> {
  const taken = { keepModes: false, sink: undefined, once: false, asJson: false, signal, tracer };
  const inbox =
    receive === undefined
      ? undefined
      : new FileInbox({ ...taken, directory: receive.directory, overwrite: receive.overwrite === true });
  const service = new PeerService(running, await running.client.serveTunnels(), inbox);
  running.client.onChannel((channel) => service.serve(channel));
  return service;
}
