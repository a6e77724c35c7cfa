import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../src/base/index.ts';
import { StreamClaims } from '../../src/network/stream-claims.ts';
import { channelPair } from './channel-pair.ts';

test('a claim takes the headers that begin with it, until it is released', () => {
  const claims = new StreamClaims();
  const [first, second] = [() => undefined, () => undefined];
  const release = claims.add(utf8('one/1'), first);
  claims.add(utf8('two/1'), second);
  assert.equal(claims.handlerOf(utf8('one/1 and more')), first);
  assert.equal(claims.handlerOf(utf8('two/1')), second);
  for (const header of ['one/', '', 'three/1', ' one/1']) assert.equal(claims.handlerOf(utf8(header)), undefined);
  release();
  assert.equal(claims.handlerOf(utf8('one/1')), undefined);
});

test('the claim that says most takes a header, of two that say the same the first', () => {
  const claims = new StreamClaims();
  const [general, special, late] = [() => undefined, () => undefined, () => undefined];
  claims.add(utf8('one/'), general);
  const release = claims.add(utf8('one/1'), special);
  claims.add(utf8('one/1'), late);
  assert.deepEqual([claims.handlerOf(utf8('one/1!')), claims.handlerOf(utf8('one/2'))], [special, general]);
  release();
  assert.equal(claims.handlerOf(utf8('one/1!')), late);
});

test('on a channel claimed streams go past the handler of all others, also those that came before both', async () => {
  const { initiator, responder } = await channelPair();
  const seen: string[] = [];
  const note = (who: string) => (stream: { readonly header: Uint8Array }) => {
    seen.push(`${who} ${Buffer.from(stream.header).toString()}`);
  };
  const open = async (header: string): Promise<void> => {
    initiator.openStream(utf8(header));
    await initiator.ping();
  };
  await open('a/1 early');
  await open('b/1 early');
  const release = responder.claimStreams(utf8('a/1'), note('claim'));
  assert.deepEqual(seen, ['claim a/1 early']);
  responder.onStream(note('rest'));
  await open('b/1');
  await open('a/1');
  release();
  await open('a/1 late');
  assert.deepEqual(seen, ['claim a/1 early', 'rest b/1 early', 'rest b/1', 'claim a/1', 'rest a/1 late']);
  await initiator.close();
});
