import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A request as the stub sees it. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the stub answers: a status and JSON, text as it is, or nothing at all, ever. */
export type StubAnswer = { readonly status: number; readonly json?: unknown; readonly text?: string } | 'silence';

/** Serves on loopback until the test ends; returns its address, and all requests so far. */
export async function startStub(
  t: TestContext,
  answer: (request: StubRequest) => StubAnswer,
): Promise<{ readonly url: string; readonly requests: StubRequest[] }> {
  const requests: StubRequest[] = [];
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body };
      requests.push(request);
      reply(response, answer(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  return body;
}

function reply(response: ServerResponse, answer: StubAnswer): void {
  if (answer === 'silence') return;
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)));
}
