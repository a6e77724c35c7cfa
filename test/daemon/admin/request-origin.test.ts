import assert from 'node:assert/strict';
import test from 'node:test';
import { isLoopback, loopbackHosts, OriginGuard } from '../../../src/daemon/admin/request-origin.ts';

const guard = new OriginGuard([...loopbackHosts(7780), 'qforge.example:443']);
const foreign = (host: string | undefined, origin?: string, fetchSite?: string): string | undefined =>
  guard.foreign({ host, origin, fetchSite })?.what;

test('programs and own pages are let in', () => {
  for (const host of ['127.0.0.1:7780', 'localhost:7780', 'LOCALHOST:7780', '[::1]:7780', 'qforge.example:443']) {
    assert.equal(foreign(host), undefined, host);
    assert.equal(foreign(host, 'http://localhost:7780', 'same-origin'), undefined, host);
  }
  assert.equal(foreign('localhost:7780', undefined, 'none'), undefined);
});

test('a name that is not ours is refused: DNS rebinding', () => {
  for (const host of [undefined, '', 'evil.example', 'evil.example:7780', 'localhost', 'localhost:7781', '127.0.0.1']) {
    assert.equal(foreign(host), 'Host', host ?? 'none');
  }
});

test("another site's page is refused: cross-site requests", () => {
  const host = 'localhost:7780';
  const origins = ['null', 'https://evil.example', 'http://localhost:7781', 'http://localhost', 'file://', ''];
  for (const origin of [
    ...origins,
    'http://localhost:7780@evil',
    'http://localhost:7780://x',
    'ftp://localhost:7780',
  ]) {
    assert.equal(foreign(host, origin), 'Origin', origin);
  }
  for (const site of ['cross-site', 'same-site', ''])
    assert.equal(foreign(host, undefined, site), 'Sec-Fetch-Site', site);
});

test('what is shown of a stranger is short and printable', () => {
  const value = guard.foreign({
    host: `a\r\n\u001b[31m${'x'.repeat(200)}`,
    origin: undefined,
    fetchSite: undefined,
  })?.value;
  assert.equal(value, `a???[31m${'x'.repeat(92)}`);
});

test('loopback addresses are told from others', () => {
  for (const host of ['127.0.0.1', '127.9.8.7', '::1', '[::1]', 'localhost']) assert.ok(isLoopback(host), host);
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '127.evil.example',
    'example.org',
    '',
    '1127.0.0.1',
    '::ffff:1.2.3.4',
  ]) {
    assert.ok(!isLoopback(host), host);
  }
});
