import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any: nobody else comes upon one of these between its choice and its use. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
/** How many a process may take before it comes upon those of the next one. */
const PORTS_OF_A_PROCESS = 61;

let taken = 0;

/** Ports of this machine where nobody listens, and where only who asks for them by number ever will. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = FIRST_PORT + ((process.pid * PORTS_OF_A_PROCESS + taken) % PORTS);
    taken += 1;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** One such port. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    await listening;
  } catch {
    return false;
  }
  const closed = once(server, 'close');
  server.close();
  await closed;
  return true;
}
