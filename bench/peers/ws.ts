import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import type { Json } from '../child-process.ts';
import type { Contestant, Link, LinkDialler, LinkServer } from '../link.ts';

const HIGH_WATER_BYTES = 512 * 1024;

/** The WebSocket library `ws`, unencrypted and without compression, one call for each message. */
export const webSocket: Contestant = {
  label: 'ws (unencrypted)',
  makeCredentials: (): Json => null,
  listen: (_credentials, onLink) => listen(onLink),
  dial: (_credentials, address) => Promise.resolve(dialler(address)),
};

async function listen(onLink: (link: Link) => void): Promise<LinkServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => onLink(new WebSocketLink(socket)));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a WebSocket server has a port');
  return { address: `ws://127.0.0.1:${address.port}`, facts: () => ({}) };
}

function dialler(address: string): LinkDialler {
  return {
    connect: async () => {
      const socket = new WebSocket(address, { perMessageDeflate: false });
      await once(socket, 'open');
      return new WebSocketLink(socket);
    },
  };
}

class WebSocketLink implements Link {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
  }

  send(message: Uint8Array): boolean {
    this.#socket.send(message);
    return this.#socket.bufferedAmount < HIGH_WATER_BYTES;
  }

  flush(): void {
    /* every message was handed over already */
  }

  async ready(): Promise<void> {
    // The library has no event for room in its queue.
    while (this.#socket.bufferedAmount >= HIGH_WATER_BYTES) await new Promise((resolve) => setImmediate(resolve));
  }

  onMessage(handler: (message: Uint8Array) => void): void {
    this.#socket.on('message', (message: Buffer) => handler(message));
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
