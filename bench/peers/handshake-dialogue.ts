import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import type { Json } from '../child-process.ts';
import type { Contestant, Link, LinkDialler, LinkServer } from '../link.ts';
import { SocketLink } from './socket-link.ts';

/** What each side says in XXpsk4 up to a confirmed channel, in bytes, by turns, the initiator first. Then both say goodbye. */
const TURNS: readonly number[] = [1_256, 9_010, 8_978, 1_130, 96, 108];
const GOODBYE_BYTES = 36;

/**
 * The packets of a handshake over bare TCP, with nothing in them: as many, as long, and by turns. It is what Node and the system cost
 * a protocol of two round trips, without any cryptography.
 */
export const handshakeDialogue: Contestant = {
  label: "a handshake's packets over bare TCP",
  makeCredentials: (): Json => null,
  listen: async (_credentials, onLink): Promise<LinkServer> => {
    const server = createServer({ noDelay: true }, (socket) => answer(socket, onLink));
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return { address: `127.0.0.1:${address.port}`, facts: () => ({}) };
  },
  dial: (_credentials, address) => Promise.resolve(dialler(address)),
};

function dialler(address: string): LinkDialler {
  const [host = '', port = ''] = address.split(':');
  return {
    connect: async () => {
      const socket = new Socket().setNoDelay(true);
      socket.connect(Number(port), host);
      await once(socket, 'connect');
      const spoken = Promise.withResolvers<void>();
      speak(socket, 0, spoken.resolve);
      await spoken.promise;
      return new DialogueLink(socket);
    },
  };
}

function answer(socket: Socket, onLink: (link: Link) => void): void {
  speak(socket, 1, () => {
    onLink(new SocketLink(socket, 'none'));
    socket.once('data', () => socket.write(new Uint8Array(GOODBYE_BYTES)));
  });
}

/** Takes the turns of one side: those whose number is even or odd. */
function speak(socket: Socket, side: 0 | 1, onOver: () => void): void {
  let turn = 0;
  let missing = 0;
  const goOn = (): void => {
    for (; turn < TURNS.length && turn % 2 === side; turn++) socket.write(new Uint8Array(TURNS[turn] ?? 0));
    missing = TURNS[turn] ?? 0;
    if (turn < TURNS.length) return;
    socket.off('data', onData);
    onOver();
  };
  const onData = (bytes: Buffer): void => {
    missing -= bytes.length;
    if (missing > 0) return;
    turn += 1;
    goOn();
  };
  socket.on('data', onData);
  goOn();
}

/** Says goodbye and waits for the other's, as channels do. */
class DialogueLink extends SocketLink {
  constructor(socket: Socket) {
    super(socket, 'none');
  }

  override async close(): Promise<void> {
    this.socket.write(new Uint8Array(GOODBYE_BYTES));
    await once(this.socket, 'data');
    await super.close();
  }
}
