import { type Channel, type DeviceIdentity, StreamlinedSecureClient } from '../../src/client/index.ts';
import { chatBytes, readSaying, type Told } from './chat-message.ts';

/** The room: a qforge client that pages of one origin may reach, and that hands on what they say. */
export class Room implements AsyncDisposable {
  readonly #client: StreamlinedSecureClient;

  private constructor(client: StreamlinedSecureClient) {
    this.#client = client;
    client.onChannel((channel) => this.#join(channel));
  }

  /** Opens the room for the pages of an origin, on this machine. Every page may come in: it is a room for all. */
  static async open(identity: DeviceIdentity, allowedOrigin: string): Promise<Room> {
    const client = await StreamlinedSecureClient.create({
      identity,
      listen: 'ws://127.0.0.1:0/room',
      allowedOrigins: [allowedOrigin],
      trustOnFirstUse: true,
    });
    return new Room(client);
  }

  get peerId(): string {
    return this.#client.peerId;
  }

  get address(): string {
    return this.#client.listenAddresses[0] ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.shutdown();
  }

  #join(channel: Channel): void {
    channel.onMessage((message) => {
      const saying = readSaying(message);
      if (saying === undefined) return;
      const told: Told = { ...saying, from: channel.peerId };
      for (const other of this.#client.channels()) {
        if (other !== channel) other.send(chatBytes(told)).catch(() => undefined);
      }
    });
  }
}
