import { connect, createServer, type Server, type Socket } from 'node:net';

interface RouteProxy {
  readonly ends: readonly [string, string];
  readonly server: Server;
  readonly port: number;
  readonly sockets: Set<Socket>;
  target: number;
}

/**
 * The links between the servers of a cluster, each through a proxy that can be dark: bytes stay where they are, and nobody is told, as with a
 * cable that is pulled. When it is light again they arrive, as after any other partition. Clients reach their servers all the time.
 */
export class RouteProxies implements AsyncDisposable {
  readonly #proxies: readonly RouteProxy[];
  readonly #apart = new Set<string>();

  private constructor(proxies: readonly RouteProxy[]) {
    this.#proxies = proxies;
    for (const proxy of proxies) proxy.server.on('connection', (socket) => this.#join(proxy, socket));
  }

  /** A proxy for each ordered pair of these servers. */
  static async listen(names: readonly string[]): Promise<RouteProxies> {
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
    return new RouteProxies(await Promise.all(pairs.map(proxyFor)));
  }

  /** Where one server finds another, whose own place is `host:port`. For `LocalClusterOptions.routeVia`. */
  readonly placeFor = (from: string, to: string, place: string): string | undefined => {
    const proxy = this.#proxies.find(({ ends }) => ends[0] === from && ends[1] === to);
    if (proxy === undefined) return undefined;
    proxy.target = Number(place.split(':').at(-1));
    return `127.0.0.1:${proxy.port}`;
  };

  /** Cuts one server off from all others; returns the way to join it again. */
  isolate(name: string): () => void {
    this.#apart.add(name);
    this.#settle();
    return () => {
      this.#apart.delete(name);
      this.#settle();
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { sockets } of this.#proxies) for (const socket of sockets) socket.destroy();
    await Promise.all(this.#proxies.map(({ server }) => new Promise((done) => server.close(done))));
  }

  #isDark({ ends }: RouteProxy): boolean {
    return ends.some((end) => this.#apart.has(end));
  }

  #settle(): void {
    for (const proxy of this.#proxies) {
      for (const socket of proxy.sockets)
        if (this.#isDark(proxy)) socket.pause();
        else socket.resume();
    }
  }

  #join(proxy: RouteProxy, near: Socket): void {
    const far = connect(proxy.target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      proxy.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => other.write(chunk));
      socket.on('close', () => {
        proxy.sockets.delete(socket);
        other.destroy();
      });
      if (this.#isDark(proxy)) socket.pause();
    }
  }
}

async function proxyFor(ends: readonly [string, string]): Promise<RouteProxy> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { ends, server, port, sockets: new Set(), target: 0 };
}
