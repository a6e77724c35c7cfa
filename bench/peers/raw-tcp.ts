import { once } from 'node:events';
import { createServer, Socket, type SocketConstructorOpts } from 'node:net';
import type { Json } from '../child-process.ts';
import type { Contestant, Link, LinkDialler, LinkServer } from '../link.ts';
import { type Framing, SocketLink } from './socket-link.ts';

const READ_BYTES = 64 * 1024;

/** Bare TCP: what the machine allows without any protection. */
export function rawTcp(framing: Framing): Contestant {
  return {
    label: `bare TCP${framing === 'none' ? '' : `, ${framing}`}`,
    makeCredentials: (): Json => null,
    listen: (_credentials, onLink) => listen(framing, onLink),
    dial: (_credentials, address) => Promise.resolve(dialler(framing, address)),
  };
}

async function listen(framing: Framing, onLink: (link: Link) => void): Promise<LinkServer> {
  const server = createServer({ noDelay: true, pauseOnConnect: framing === 'none' }, (socket) =>
    onLink(framing === 'none' ? new ByteCounter(socket) : new SocketLink(socket, framing)),
  );
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return { address: `127.0.0.1:${address.port}`, facts: () => ({}) };
}

function dialler(framing: Framing, address: string): LinkDialler {
  const [host = '', port = ''] = address.split(':');
  return {
    connect: async () => {
      const socket = new Socket().setNoDelay(true);
      socket.connect(Number(port), host);
      await once(socket, 'connect');
      return new SocketLink(socket, framing);
    },
  };
}

/** Receives into one buffer, the fastest way that Node has; an accepted socket gets there by its handle alone. */
class ByteCounter extends SocketLink {
  #handler: (bytes: Uint8Array) => void = () => undefined;

  constructor(accepted: Socket) {
    const buffer = new Uint8Array(READ_BYTES);
    const callback = (length: number): boolean => {
      this.#handler(buffer.subarray(0, length));
      return true;
    };
    const handle: unknown = Reflect.get(accepted, '_handle');
    super(new Socket({ handle, onread: { buffer, callback } } as SocketConstructorOpts), 'none');
  }

  override onMessage(handler: (bytes: Uint8Array) => void): void {
    this.#handler = handler;
  }
}
