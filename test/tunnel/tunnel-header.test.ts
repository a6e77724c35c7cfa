import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import {
  decodeTunnelRequest,
  encodeTunnelRequest,
  headerStart,
  TUNNEL_PROTOCOL,
  type TunnelRequest,
} from '../../src/tunnel/tunnel-header.ts';

const seed = 20_261_130;
const MAGIC = Buffer.from('qforge.tunnel/1\0');

const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');

/** A header written by hand, as the specification shows it. */
const header = (kind: number, ...parts: readonly (Uint8Array | string)[]): Buffer =>
  Buffer.concat([MAGIC, Buffer.of(kind), ...parts.map((part) => (typeof part === 'string' ? text(part) : part))]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

const requests: readonly (readonly [TunnelRequest, Buffer])[] = [
  [{ kind: 'connect', target: { scheme: 'tcp', host: 'db', port: 5432 } }, header(1, 'tcp://db:5432')],
  [{ kind: 'connect', target: { scheme: 'unix', path: '/run/app.sock' } }, header(1, 'unix:///run/app.sock')],
  [
    { kind: 'bind', binding: 7, listen: { scheme: 'tcp', host: '::1', port: 0 } },
    header(2, Buffer.of(0, 0, 0, 7), 'tcp://[::1]:0'),
  ],
  [{ kind: 'accepted', binding: 0xffffffff, origin: '127.0.0.1:5' }, header(3, Buffer.alloc(4, 255), '127.0.0.1:5')],
];

describe('the header of a tunnel stream', () => {
  for (const [request, bytes] of requests) {
    test(`of ${request.kind} is written and read as specified`, () => {
      assert.deepEqual(Buffer.from(encodeTunnelRequest(request)), bytes);
      assert.deepEqual(decodeTunnelRequest(bytes), request);
      const start = request.kind === 'accepted' ? headerStart.accepted(request.binding) : headerStart[request.kind];
      for (const beginning of [start, TUNNEL_PROTOCOL]) {
        assert.deepEqual(bytes.subarray(0, beginning.length), Buffer.from(beginning));
      }
    });
  }

  test('is refused when it is cut anywhere, or longer', () => {
    for (const [, bytes] of requests) {
      for (let length = 0; length < bytes.length; length += 1) {
        assert.throws(() => decodeTunnelRequest(bytes.subarray(0, length)), malformed, `${length}`);
      }
      assert.throws(() => decodeTunnelRequest(Buffer.concat([bytes, Buffer.of(0)])), malformed);
    }
  });

  for (const [name, bytes] of [
    ['an unknown kind', header(0, 'tcp://db:1')],
    ['a kind of tomorrow', header(4, 'tcp://db:1')],
    ['port 0 to dial', header(1, 'tcp://db:0')],
    ['an address of another scheme', header(1, 'memory://db')],
    ['no address', header(1, '')],
    ['a relative path', header(1, 'unix://run/app.sock')],
    ['a name with a control character', header(1, 'tcp://d\u001bb:1')],
    ['text that is not UTF-8', header(1, Buffer.of(0, 1, 0xff))],
    ['an origin that turns the terminal', header(3, Buffer.alloc(4), '\u001b[2J')],
    ['an origin over 64 bytes', header(3, Buffer.alloc(4), 'x'.repeat(65))],
    ['an address over 512 bytes', header(1, `tcp://${'a.'.repeat(300)}:1`)],
  ] as const) {
    test(`is refused for ${name}`, () => assert.throws(() => decodeTunnelRequest(bytes), malformed));
  }

  test('of another protocol is not one of a tunnel', () => {
    for (const other of [utf8('qforge.file/2\0xxxxxxxxx'), utf8('qforge.tunnel/2\0'), utf8('qforge.tunnel/1')]) {
      assert.notDeepEqual(Buffer.from(other.subarray(0, TUNNEL_PROTOCOL.length)), MAGIC);
      assert.throws(() => decodeTunnelRequest(other), malformed);
    }
  });

  test(`with random bytes is read or refused, never anything else (seed ${seed})`, () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .tuple(fc.constantFrom(1, 2, 3), fc.string({ maxLength: 40 }))
        .map(([kind, value]) => header(kind, value).subarray(16)),
      fc
        .tuple(
          fc.constantFrom(2, 3),
          fc.nat(0xffff),
          fc.constantFrom('tcp://', 'unix:///', ''),
          fc.string({ maxLength: 20 }),
        )
        .map(([kind, binding, scheme, value]) =>
          header(kind, Buffer.of(0, 0, binding >> 8, binding & 0xff), scheme + value).subarray(16),
        ),
    );
    let read = 0;
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          const request = decodeTunnelRequest(Buffer.concat([MAGIC, body]));
          read += 1;
          assert.deepEqual(decodeTunnelRequest(encodeTunnelRequest(request)), request);
        } catch (error) {
          if (!malformed(error)) throw error;
        }
      }),
      { seed, numRuns: 3000 },
    );
    assert.ok(read > 20, `only ${read} were read`);
  });
});
