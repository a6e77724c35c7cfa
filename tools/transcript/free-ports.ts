import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports as documents write them: 7700 to 7899. */
const WRITTEN_PORT = /(?<!\d)7[78]\d\d(?!\d)/gu;

/** Ports of this machine in the place of those that a document writes, so that nothing else is in the way. */
export class FreePorts {
  readonly #ports: ReadonlyMap<string, string>;

  private constructor(ports: ReadonlyMap<string, string>) {
    this.#ports = ports;
  }

  /** Finds a free port for every one that the document names. */
  static async for(document: string): Promise<FreePorts> {
    const written = new Set([...document.matchAll(WRITTEN_PORT)].map(([port]) => port));
    const servers = await Promise.all([...written].map(async (port) => [port, await listeningServer()] as const));
    const ports = new Map(servers.map(([port, server]) => [port, String(portOf(server))]));
    await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
    return new FreePorts(ports);
  }

  /** A text with the ports that are free here. */
  put(text: string): string {
    return text.replaceAll(WRITTEN_PORT, (port) => this.#ports.get(port) ?? port);
  }
}

async function listeningServer(): Promise<ReturnType<typeof createServer>> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
