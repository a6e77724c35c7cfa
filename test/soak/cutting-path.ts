import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way to a listener, which can be cut: connections that are open end, and new ones are refused while it is down. */
export class CuttingPath implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isDown = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Opens a way to an address `tcp://host:port`. */
  static async open(address: string): Promise<CuttingPath> {
    const target = new URL(address);
    const server = createServer();
    const path = new CuttingPath(server);
    server.on('connection', (caller) => path.#carry(caller, connect(Number(target.port), target.hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return path;
  }

  get address(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, in the middle of whatever is under way. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on nobody gets through, or somebody does. */
  set isDown(isDown: boolean) {
    this.#isDown = isDown;
    if (isDown) this.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #carry(caller: Socket, listener: Socket): void {
    for (const [from, to] of [
      [caller, listener],
      [listener, caller],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
    if (this.#isDown) caller.destroy();
  }
}
