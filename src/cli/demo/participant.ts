import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defined, systemClock } from '../../base/index.ts';
import {
  type Channel,
  createIdentityFile,
  isFileStream,
  receiveFile,
  StreamlinedSecureClient,
  sendFile,
  TrustStore,
} from '../../client/index.ts';
import { readStoredFile } from './file-digest.ts';
import { ParticipantDashboard } from './participant-dashboard.ts';
import type { ParticipantHandlers } from './participant-protocol.ts';

const INBOX = 'inbox';
const MESSAGE_FILL = 0x71;

/** One side of the demonstration: a client like any other, which does what it is told. */
export class Participant {
  readonly #trustStore = TrustStore.inMemory();
  #home = '';
  #client: StreamlinedSecureClient | undefined;
  #channel: Channel | undefined;
  #dashboard: ParticipantDashboard | undefined;

  /** Answers every command of the demonstration. */
  readonly handlers: ParticipantHandlers = {
    start: async ({ name, home, listen, kme, servesDashboard = false }) => {
      const identity = join(home, `${name}.key`);
      this.#home = home;
      await mkdir(join(home, INBOX), { recursive: true });
      const { peerId } = await createIdentityFile(identity, { passphrase: undefined });
      const trust = this.#trustStore;
      const shown = servesDashboard ? await ParticipantDashboard.prepare(home) : undefined;
      this.#dashboard = shown;
      this.#client = await StreamlinedSecureClient.create({
        ...shown?.sinks,
        identity,
        listen,
        trust,
        // A participant that dies ends the demo: nobody waits for it.
        keep: { reconnectMs: 0 },
        ...(kme === undefined ? {} : { kme }),
      });
      this.#client.onChannel((channel) => this.#take(channel));
      const dashboard = await shown?.serve(this.#client);
      return { peerId, addresses: this.#client.listenAddresses, dashboard };
    },
    meet: async ({ name, peerId, address }) => {
      await this.#trustStore.add({ name, peerId, trusted: true, ...(address === undefined ? {} : { address }) });
      return null;
    },
    connect: async ({ peer }) => {
      await this.#channel?.close();
      const channel = await this.#runningClient().establishSecureChannel(peer);
      this.#channel = channel;
      const { handshakeMs, quantumKeys } = channel.statistics();
      return { suite: channel.suite.name, securityLevel: channel.suite.level, quantumKeys, handshakeMs };
    },
    exchange: async ({ count, bytes }) => {
      const roundTripsMs: number[] = [];
      for (let sent = 0; sent < count; sent += 1) {
        const receipt = await this.#openChannel().send(messageOf(bytes));
        roundTripsMs.push(receipt.roundTripMs);
      }
      return { roundTripsMs };
    },
    bulk: async ({ count, bytes }) => {
      const channel = this.#openChannel();
      const startMs = systemClock.monotonicMs();
      for (let sent = 1; sent < count; sent += 1) if (!channel.post(messageOf(bytes))) await channel.ready();
      // Acknowledgements are cumulative: that of the last message speaks for all.
      await channel.send(messageOf(bytes));
      return { durationMs: systemClock.monotonicMs() - startMs };
    },
    sendFile: async ({ path }) => {
      const { bytes, durationMs } = await sendFile(this.#openChannel(), path);
      return { bytes, durationMs };
    },
    inspectFile: ({ name }) => readStoredFile(join(this.#home, INBOX, name)),
    sharedKeys: () => Promise.resolve(this.#runningClient().getSystemStatus().sharedKeys ?? null),
    traffic: () => Promise.resolve(this.#traffic()),
    stop: async () => {
      await this.#dashboard?.stopServing();
      await this.#client?.shutdown();
      await this.#dashboard?.[Symbol.asyncDispose]();
      return null;
    },
  };

  /** The client, once it runs. */
  get client(): StreamlinedSecureClient | undefined {
    return this.#client;
  }

  /** The folder of this participant, once it has one. */
  get home(): string {
    return this.#home;
  }

  #runningClient(): StreamlinedSecureClient {
    return defined(this.#client, 'the client of the participant');
  }

  #openChannel(): Channel {
    return defined(this.#channel, 'the channel of the participant');
  }

  /** Takes messages, which acknowledges them, and files. */
  #take(channel: Channel): void {
    channel.onMessage(() => undefined);
    channel.onStream((stream) => {
      if (!isFileStream(stream)) return stream.reset('only files are taken here');
      // A failure is told to the sender, which reports it.
      receiveFile(stream, { directory: join(this.#home, INBOX), sender: channel.peerId }).catch(() => undefined);
    });
  }

  #traffic(): { messagesIn: number; messagesOut: number; rxBytes: number; txBytes: number } {
    const traffic = { messagesIn: 0, messagesOut: 0, rxBytes: 0, txBytes: 0 };
    for (const channel of this.#runningClient().channels()) {
      const statistics = channel.statistics();
      traffic.messagesIn += statistics.messagesReceived;
      traffic.messagesOut += statistics.messagesSent;
      traffic.rxBytes += statistics.bytesReceived;
      traffic.txBytes += statistics.bytesSent;
    }
    return traffic;
  }
}

function messageOf(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(MESSAGE_FILL);
}
