import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherSuiteById } from '../../src/crypto/index.ts';
import { HandshakeExchange } from '../../src/handshake/handshake-exchange.ts';
import type { OpeningHeader } from '../../src/handshake/opening.ts';
import type { NamedSharedKey } from '../../src/handshake/shared-key-mix.ts';
import { Cast, partyOf, sharedKey } from './product-parties.ts';

const cast = new Cast();
const [alice, bob] = [cast.get('alice'), cast.get('bob')];
const header: OpeningHeader = { pattern: 'XXpsk4', suite: cipherSuiteById(0x0201) };

interface Mixed {
  readonly keys: readonly NamedSharedKey[];
  /** What this side takes the other's name to be. */
  readonly peerEndpoint: string;
}

/** Runs XXpsk4 by hand, with these keys on each side; returns what each side exports. */
function run(ofInitiator: Mixed, ofResponder: Mixed): readonly [string, string] {
  const initiator = new HandshakeExchange('initiator', partyOf(alice, { endpoint: 'sae-a' }), header, bob.peerId);
  const responder = new HandshakeExchange('responder', partyOf(bob, { endpoint: 'sae-b' }), header, bob.peerId);
  responder.noise.readMessage(initiator.noise.writeMessage());
  initiator.noise.readMessage(responder.noise.writeMessage());
  responder.noise.readMessage(initiator.noise.writeMessage());
  initiator.mixKeys(ofInitiator.keys, ofInitiator.peerEndpoint);
  responder.mixKeys(ofResponder.keys, ofResponder.peerEndpoint);
  initiator.noise.readMessage(responder.noise.writeMessage());
  const peerOf = ({ peerId, certificate }: typeof alice, endpoint: string) =>
    ({ peerId, certificate, policy: 'either', endpoint, word: new Uint8Array(0) }) as const;
  using left = initiator.establish(peerOf(bob, 'sae-b'), ofInitiator.keys);
  using right = responder.establish(peerOf(alice, 'sae-a'), ofResponder.keys);
  assert.deepEqual([left.role, right.role], ['initiator', 'responder']);
  assert.deepEqual([left.peerId, right.peerId], [bob.peerId, alice.peerId]);
  assert.deepEqual([left.pattern, left.suite.id, left.peerEndpoint], ['XXpsk4', 0x0201, 'sae-b']);
  const exported = (side: typeof left): string => Buffer.from(side.exportSecret('test', 32).expose()).toString('hex');
  return [exported(left), exported(right)];
}

test('both sides name the initiator first, so that they mix the same', () => {
  const keys = [sharedKey('one'), sharedKey('two')];
  const [left, right] = run({ keys, peerEndpoint: 'sae-b' }, { keys, peerEndpoint: 'sae-a' });
  assert.equal(left, right);
});

test('without keys the handshake ends as well', () => {
  const [left, right] = run({ keys: [], peerEndpoint: '' }, { keys: [], peerEndpoint: '' });
  assert.equal(left, right);
});

test('other keys, and another name for the peer, end in failure', () => {
  const keys = [sharedKey('one')];
  for (const other of [
    { keys: [sharedKey('two')], peerEndpoint: 'sae-a' },
    { keys: [], peerEndpoint: 'sae-a' },
    { keys, peerEndpoint: 'sae-c' },
  ]) {
    assert.throws(() => run({ keys, peerEndpoint: 'sae-b' }, other), { code: 'HANDSHAKE_FAILED' });
  }
});
