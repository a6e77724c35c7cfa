import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What a receiver of webhooks got. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on this machine, which answers as it is told. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** Statuses of the next answers; then 204. Undefined: the connection is cut. */
  readonly answers: (number | undefined)[];
  /** Settles when so many came. */
  readonly came: (count: number) => Promise<void>;
}

/** Starts one, which ends with the test. */
export async function startReceiver(t: TestContext): Promise<WebhookReceiver> {
  const [received, answers] = [[] as Received[], [] as (number | undefined)[]];
  const waiting: { readonly count: number; readonly wake: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const status = answers.length === 0 ? 204 : answers.shift();
      if (status === undefined) request.socket.destroy();
      else response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      for (const { count, wake } of waiting) if (received.length >= count) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const came = async (count: number): Promise<void> => {
    if (received.length < count) await new Promise<void>((wake) => waiting.push({ count, wake }));
  };
  return { url: `http://127.0.0.1:${port}/hook?token=secret`, received, answers, came };
}
