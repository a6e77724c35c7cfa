import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../../src/validator/node/peer-message.ts';
import { assertRefused } from '../../crypto/refusal.ts';
import { ballotOf, fixtureOf, historyOf, proposalOn, statementOf } from '../consensus-fixture.ts';

const fixture = fixtureOf();
const proposal = proposalOn(fixture, 'p');
const [decided] = historyOf(fixture, 1);
assert.ok(decided !== undefined);
const { chainId } = fixture.genesis;
const messages: readonly PeerMessage[] = [
  { type: 'hello', chainId, height: 7 },
  { type: 'told' },
  { type: 'consensus', message: { ...statementOf(fixture, 1, {}), kind: 'prevote' } },
  { type: 'proposal', proposal },
  { type: 'ballot', ballot: ballotOf(fixture, proposal, 2) },
  { type: 'ask-block', height: 3 },
  { type: 'block', decided },
  { type: 'ask-proof', height: 3, round: 2, value: chainId },
  { type: 'proof', certificate: decided.certificate },
  { type: 'cosignature', size: 5, line: '— w1 AAAA' },
  {
    type: 'known',
    summary: {
      height: 9,
      isListening: true,
      isOfPool: false,
      pool: '\x00\xff345678',
      groups: new Map([
        ['\xffbcdefgh', new Set([0])],
        ['\x00bcdefgh', new Set([1, 8, 127])],
      ]),
    },
  },
];

test('every message comes back, and no shorter or longer one is taken for it', () => {
  for (const message of messages) {
    const bytes = encodePeerMessage(message);
    assert.deepEqual(encodePeerMessage(decodePeerMessage(bytes, chainId, nativeBackend)), bytes);
    if (message.type === 'cosignature') continue;
    assertRefused('MALFORMED', () => decodePeerMessage(bytes.slice(0, -1), chainId, nativeBackend));
    assertRefused('MALFORMED', () => decodePeerMessage(Uint8Array.of(...bytes, 0), chainId, nativeBackend));
  }
});

test('what is no message is refused', () => {
  for (const bytes of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(12), new Uint8Array(10_000_000)]) {
    assertRefused('MALFORMED', () => decodePeerMessage(bytes, chainId, nativeBackend));
  }
  assertRefused('MALFORMED', () =>
    decodePeerMessage(Uint8Array.of(10, ...new Uint8Array(8), 0xff), chainId, nativeBackend),
  );
  assertRefused('MALFORMED', () => decodePeerMessage(new Uint8Array(5000).fill(10, 0, 1), chainId, nativeBackend));
});
