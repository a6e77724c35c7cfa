import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, systemClock } from '../../src/base/index.ts';
import { httpSource } from '../../src/security/http-source.ts';
import { seededBytes } from './seeded-bytes.ts';

const clock = systemClock;
const unreadable = (reason: RegExp) => (error: unknown) =>
  isQForgeError(error, 'ENTROPY_UNREADABLE') && reason.test(error.details.reason);

/** A real server on loopback that answers so; gives the URL of a source. */
async function served(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/random?key=secret`;
}

const wanted = (url: string | undefined): number => Number(new URL(url ?? '', 'http://x').searchParams.get('length'));

describe('a generator that is asked over HTTP', () => {
  test('gives raw bytes, or JSON with an array of them', async (t) => {
    const queries: (string | undefined)[] = [];
    const raw = await served(t, ({ url }, response) => {
      queries.push(url);
      response.setHeader('content-type', 'application/octet-stream').end(seededBytes('q', wanted(url)));
    });
    const source = httpSource(raw, { clock });
    assert.deepEqual(Buffer.from(await source.read(1024)), seededBytes('q', 1024));
    assert.deepEqual(queries, ['/random?key=secret&length=1024']);
    const json = await served(t, ({ url }, response) => {
      const data = [...seededBytes('j', wanted(url))];
      response
        .setHeader('content-type', 'application/json; charset=utf-8')
        .end(JSON.stringify({ type: 'uint8', length: data.length, data, success: true }));
    });
    assert.deepEqual(Buffer.from(await httpSource(json, { clock }).read(64)), seededBytes('j', 64));
  });

  test('is held to have one bit a byte, and never shows the parameters of its URL', async (t) => {
    const url = await served(t, (_, response) => response.writeHead(503).end());
    const source = httpSource(url, { clock });
    assert.equal(source.entropyBits, 1);
    assert.doesNotMatch(JSON.stringify(source), /secret/u);
    await assert.rejects(source.read(8), (error) => unreadable(/503/u)(error) && !String(error).includes('secret'));
  });

  test('is refused when it gives less, more or something else', async (t) => {
    const cases: readonly (readonly [RequestListener, RegExp])[] = [
      [(_, response) => response.end(new Uint8Array(7)), /7 of 8/u],
      [(_, response) => response.end(new Uint8Array(9)), /more than/u],
      [
        (_, response) => response.setHeader('content-type', 'application/json').end('{"data":[1,2,256]}'),
        /array of bytes/u,
      ],
      [(_, response) => response.setHeader('content-type', 'application/json').end('{"data":'), /not JSON/u],
      [(_, response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end(), /does not answer/u],
      [(_, response) => response.destroy(), /does not answer/u],
    ];
    for (const [answer, reason] of cases) {
      await assert.rejects(httpSource(await served(t, answer), { clock }).read(8), unreadable(reason));
    }
  });

  test('is not listened to without end, nor waited for', async (t) => {
    let sent = 0;
    const endless = await served(t, (_, response) => {
      const more = (): void => {
        sent += 65_536;
        if (!response.destroyed && sent < 2 ** 28) response.write(new Uint8Array(65_536), more);
      };
      more();
    });
    await assert.rejects(httpSource(endless, { clock }).read(1024), unreadable(/more than/u));
    assert.ok(sent < 2 ** 26, `${sent} bytes were sent before it was cut off`);
    const silent = await served(t, () => undefined);
    await assert.rejects(httpSource(silent, { clock, timeoutMs: 30 }).read(8), unreadable(/does not answer/u));
  });

  test('must be reached by HTTPS, but on the same machine', () => {
    for (const url of ['http://random.example/', 'ftp://127.0.0.1/', 'no url', 'https://user:word@random.example/']) {
      assert.throws(
        () => httpSource(url, { clock }),
        (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      );
    }
    assert.equal(httpSource('https://random.example/api', { clock }).name, 'https://random.example/api');
  });
});
