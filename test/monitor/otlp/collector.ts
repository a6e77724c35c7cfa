import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { metricsRequest, traceRequest } from './otlp-schema.ts';

/** A collector on this machine that refuses what the published messages do not allow. */
export interface Collector {
  readonly url: string;
  readonly metrics: v.InferOutput<typeof metricsRequest>[];
  readonly traces: v.InferOutput<typeof traceRequest>[];
  readonly headers: IncomingHttpHeaders[];
  /** Statuses of the next answers, before anything is looked at. */
  readonly answers: number[];
  /** What it refused, and why. */
  readonly refused: string[];
}

/** Starts one, which ends with the test. */
export async function startCollector(t: TestContext): Promise<Collector> {
  const collector = { metrics: [], traces: [], headers: [], answers: [], refused: [] } as Omit<Collector, 'url'>;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      collector.headers.push(request.headers);
      const forced = collector.answers.shift();
      response.writeHead(forced ?? take(collector, request.url ?? '', Buffer.concat(chunks).toString())).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { ...collector, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function take({ metrics, traces, refused }: Omit<Collector, 'url'>, path: string, body: string): number {
  const schemas = { '/v1/metrics': metricsRequest, '/v1/traces': traceRequest } as const;
  if (path !== '/v1/metrics' && path !== '/v1/traces') return 404;
  const checked = v.safeParse(schemas[path], JSON.parse(body));
  if (!checked.success) {
    refused.push(`${v.getDotPath(checked.issues[0])}: ${checked.issues[0].message}`);
    return 400;
  }
  if (path === '/v1/metrics') metrics.push(checked.output as v.InferOutput<typeof metricsRequest>);
  else traces.push(checked.output as v.InferOutput<typeof traceRequest>);
  return 200;
}
