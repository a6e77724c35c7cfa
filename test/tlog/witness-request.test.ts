import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { formatWitnessRequest, parseWitnessRequest } from '../../src/tlog/index.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { witnessVectors } from './witness-vectors.ts';

test('requests that another implementation was tested with are read and written back', () => {
  assert.ok(witnessVectors.requests.length >= 9);
  for (const { body } of witnessVectors.requests) {
    const request = parseWitnessRequest(utf8(body));
    assert.equal(request.oldSize, Number(body.slice(4, body.indexOf('\n'))));
    assert.deepEqual(formatWitnessRequest(request), utf8(body));
  }
});

test('what is no request is refused', () => {
  const hash = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const bad = [
    '',
    '\n\n',
    'old 0\n',
    'old\n\nx',
    'new 0\n\nx',
    'old 01\n\nx',
    'old -1\n\nx',
    'old 0\nAAAA\n\nx',
    `old 0\n${hash.repeat(64)}\nx`,
  ];
  for (const body of bad) assertRefused('MALFORMED', () => parseWitnessRequest(utf8(body)));
  assertRefused('MALFORMED', () => parseWitnessRequest(Uint8Array.of(0xff)));
  assertRefused('MALFORMED', () => parseWitnessRequest(new Uint8Array(2_000_000)));
  assert.equal(parseWitnessRequest(utf8(`old 0\n${hash.repeat(63)}\nx`)).proof.length, 63);
});
