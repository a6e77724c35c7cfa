import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { parseStrictJson, utf8 } from '../../../src/base/index.ts';
import { printableText } from '../../../src/cli/printable-text.ts';
import {
  decodeAnswer,
  decodeResult,
  decodeStart,
  encodeAnswer,
  encodeResult,
  encodeStart,
} from '../../../src/client/file-messages.ts';
import { fileNameProblem } from '../../../src/client/file-name.ts';
import { decodeFileOffer, encodeFileOffer } from '../../../src/client/file-offer.ts';
import {
  decodeMessageHeader,
  decodeTreeMessage,
  decodeTreeOffer,
  encodeTreeMessage,
  encodeTreeOffer,
  MESSAGE_HEADER_BYTES,
} from '../../../src/client/tree-messages.ts';
import { readTrustFile } from '../../../src/client/trust-file.ts';
import { decodeAnswer as decodeControlAnswer, decodeRequest } from '../../../src/daemon/control-protocol.ts';
import { controlSocketName, parseControlSocketName } from '../../../src/daemon/control-socket-name.ts';
import { decodeProcessHealth, decodeProcessStatus } from '../../../src/daemon/process-status.ts';
import { formatPeerId } from '../../../src/handshake/peer-id.ts';
import { parseForward } from '../../../src/tunnel/forward.ts';
import { parseTunnelAddress, shortAddress } from '../../../src/tunnel/tunnel-address.ts';
import { decodeTunnelRequest, encodeTunnelRequest } from '../../../src/tunnel/tunnel-header.ts';
import { decodeBindReply, decodeStatus, encodeBindReply, encodeStatus } from '../../../src/tunnel/tunnel-reply.ts';
import { decoder, type FuzzTarget, jsonDecoder, textDecoder } from '../fuzz-target.ts';

const FILE_BYTES = 1000;
const MAX_DEPTH = 5;
const trustFile = join(mkdtempSync(join(tmpdir(), 'qforge-fuzz-')), 'peers.json');

/** What programs and their files say: transfers, tunnels, the list of peers, the control protocol. */
export const clientTargets: readonly FuzzTarget[] = [
  decoder(
    'file-offer',
    (chances) =>
      encodeFileOffer({
        name: chances.pick(['a.txt', 'ü', '文.pdf']),
        bytes: chances.below(2) === 0 ? undefined : chances.u32(),
        mode: chances.below(0o1000),
        modifiedMs: chances.u32(),
      }),
    decodeFileOffer,
    (offer, unverified) => {
      assert.deepEqual(encodeFileOffer(offer), unverified);
      assert.equal(fileNameProblem(offer.name), undefined);
      assert.doesNotMatch(offer.name, /[/\\\0]|^\.\.?$/u);
    },
  ),
  decoder(
    'file-answer',
    (chances) => encodeAnswer({ status: 'ok', offset: chances.below(FILE_BYTES), digest: chances.bytes(32) }),
    (unverified) => decodeAnswer(unverified, FILE_BYTES),
    (answer, unverified) => assert.deepEqual(encodeAnswer(answer), unverified),
  ),
  decoder(
    'file-start',
    () => encodeStart(FILE_BYTES),
    (unverified) => decodeStart(unverified, FILE_BYTES),
    (offset) => assert.ok(offset === 0 || offset === FILE_BYTES),
  ),
  decoder(
    'file-result',
    (chances) => encodeResult({ status: 'ok', digest: chances.bytes(32) }),
    decodeResult,
    (result, unverified) => assert.deepEqual(encodeResult(result), unverified),
  ),
  decoder(
    'tree-offer',
    (chances) =>
      encodeTreeOffer({ name: chances.pick(['src', 'ü']), entries: chances.below(100), bytes: chances.u32() }),
    decodeTreeOffer,
    (offer, unverified) => assert.deepEqual(encodeTreeOffer(offer), unverified),
  ),
  decoder(
    'tree-message',
    (chances) =>
      encodeTreeMessage(
        chances.pick([
          { kind: 'folder', path: 'a/.b', mode: 0o755, modifiedMs: chances.u32() },
          { kind: 'file', path: 'a/文', mode: 0o644, modifiedMs: chances.u32(), bytes: chances.u32() },
          { kind: 'link', path: 'a/b/c', target: '../../d' },
          { kind: 'content', offset: chances.u32() },
          { kind: 'end', digest: chances.bytes(32) },
        ] as const),
      ),
    (unverified) => {
      const { type, length } = decodeMessageHeader(unverified.subarray(0, MESSAGE_HEADER_BYTES));
      return decodeTreeMessage(type, unverified.subarray(MESSAGE_HEADER_BYTES, MESSAGE_HEADER_BYTES + length));
    },
    (message) => {
      if ('path' in message) assert.equal(normalize(`/${message.path}`), `/${message.path}`);
      if (message.kind === 'link') {
        const resolved = normalize(join('/', 'root', message.path, '..', message.target));
        assert.ok(resolved === '/root' || resolved.startsWith('/root/'), resolved);
      }
    },
  ),
  decoder(
    'tunnel-request',
    (chances) =>
      encodeTunnelRequest(
        chances.pick([
          { kind: 'connect', target: { scheme: 'tcp', host: 'db.example', port: 5432 } },
          { kind: 'bind', binding: chances.u32(), listen: { scheme: 'unix', path: '/run/x.sock' } },
          { kind: 'accepted', binding: chances.u32(), origin: '10.0.0.1:40000' },
        ] as const),
      ),
    decodeTunnelRequest,
    (request, unverified) => assert.deepEqual(encodeTunnelRequest(request), unverified),
  ),
  textDecoder(
    'tunnel-address',
    (chances) => chances.pick(['tcp://db.example:5432', 'tcp://[::1]:80', 'unix:///run/x.sock']),
    parseTunnelAddress,
    (address, text) => assert.equal(`${address.scheme}://${shortAddress(address)}`, text),
  ),
  textDecoder(
    'tunnel-forward',
    (chances) => chances.pick(['5432:db:5432', '[::1]:80:[fd00::1]:8080', '/run/a.sock:db:5432', '0:/run/b.sock']),
    parseForward,
    ({ target }) => assert.ok(target.scheme === 'unix' || target.port > 0),
  ),
  decoder('tunnel-status', (chances) => encodeStatus(chances.pick(['ok', 'refused'])), decodeStatus),
  decoder('tunnel-bind-reply', () => encodeBindReply({ status: 'ok', port: 8080 }), decodeBindReply),
  {
    name: 'peers-file',
    valid: (chances) => {
      const peerId = formatPeerId(chances.bytes(32));
      const peer = { name: 'bob', peerId, trusted: true, firstUse: false, addedAtMs: chances.u32() };
      return utf8(JSON.stringify({ format: 'qforge peers', version: 1, peers: chances.pick([[], [peer]]) }));
    },
    decode: async (unverified) => {
      writeFileSync(trustFile, unverified, { mode: 0o600 });
      return (await readTrustFile(trustFile)) !== undefined;
    },
  },
  decoder(
    'strict-json',
    (chances) => utf8(chances.pick(['{"a":[1,2,{"b":null}]}', '"\\u00e9"', '[[[[]]]]', '-1.5e3'])),
    (unverified) => parseStrictJson(unverified, 'The input', MAX_DEPTH),
    // Whatever is taken is what the platform's own parser says.
    (value, unverified) =>
      assert.deepEqual(value, JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(unverified))),
  ),
  {
    name: 'control-socket-name',
    valid: (chances) => utf8(`${chances.pick(['listen', 'tunnel'])}-${chances.between(1, 99_999)}.sock`),
    decode: (unverified) => {
      const text = new TextDecoder().decode(unverified);
      const owner = parseControlSocketName(text);
      if (owner !== undefined) assert.equal(controlSocketName(owner), text);
      return owner !== undefined;
    },
  },
  textDecoder('control-request', (chances) => `{"id":${chances.below(9)},"method":"status"}`, decodeRequest),
  textDecoder(
    'control-answer',
    (chances) => chances.pick(['{"id":1,"result":{}}', '{"id":null,"error":{"code":"A","message":"b","hint":"c"}}']),
    decodeControlAnswer,
  ),
  jsonDecoder(
    'process-status',
    () => ({ peerId: 'qf1', listen: ['tcp://[::1]:1'], uptimeMs: 1, securityLevel: 'high', peers: [] }),
    decodeProcessStatus,
  ),
  jsonDecoder(
    'process-health',
    () => ({ status: 'healthy', checks: [{ name: 'a', status: 'degraded', detail: 'b' }] }),
    decodeProcessHealth,
  ),
  textDecoder(
    'printable-text',
    (chances) => chances.pick(['plain', 'é 文', 'a\u001b[31mb', '\u202e']),
    printableText,
    (text) => {
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    },
  ),
];
