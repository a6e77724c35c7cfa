import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  foundNetwork,
  initValidator,
  readMemberCard,
  readNetworkFile,
  writeNetworkFile,
} from '../../../src/validator/index.ts';
import { readValidatorKeys } from '../../../src/validator/setup/init-validator.ts';
import { parseMemberCard } from '../../../src/validator/setup/member-card.ts';
import { membershipOf } from '../../../src/validator/setup/network-file.ts';
import { validatorFolder } from '../../../src/validator/setup/validator-folder.ts';
import { assertRefused, assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';

test('cards become a network that everybody can pin', async (t) => {
  const root = temporaryFolder(t);
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) {
    await initValidator(join(root, name), {
      name,
      address: `tcp://127.0.0.1:78${name.charCodeAt(0)}`,
      passphrase: undefined,
    });
  }
  const cards = await Promise.all(names.map((name) => readMemberCard(validatorFolder(join(root, name)).card)));
  const network = foundNetwork('net', cards);
  assert.deepEqual([network.genesis.set.quorum, network.genesis.set.approvals], [3, 3]);
  const path = join(root, 'network.json');
  await writeNetworkFile(path, network);
  await assertRejected('FILE_EXISTS', () => writeNetworkFile(path, network));
  const read = await readNetworkFile(path);
  assert.equal(read.genesis.chainId, network.genesis.chainId);
  assert.deepEqual(read.members, cards);
  assert.equal(membershipOf(read, nativeBackend).latest.witnesses.length, 4);

  // The keys of the folder are those of the card.
  const { voteKey } = await readValidatorKeys(join(root, 'a'), undefined, nativeBackend);
  assert.equal(Buffer.from(voteKey.publicKey.bytes).toString('base64'), cards[0]?.voteKey);
  await assertRejected('KEY_FILE_EXISTS', () =>
    initValidator(join(root, 'a'), { name: 'a', address: 'tcp://127.0.0.1:1', passphrase: undefined }),
  );

  const text = JSON.stringify({
    version: 1,
    chain: network.genesis.chainId,
    genesis: Buffer.from(network.genesis.encoded).toString('base64'),
    members: cards,
  });
  const [first, second] = cards;
  for (const bad of [
    '',
    'null',
    '{}',
    text.slice(0, -1),
    text.replace('"version":1', '"version":2'),
    text.replace(network.genesis.chainId, '0'.repeat(64)),
    text.replace(first?.peerId ?? '', second?.peerId ?? ''),
    text.replace(first?.peerId ?? '', 'qf1x'),
  ]) {
    writeFileSync(join(root, 'bad.json'), bad);
    await assertRejected('VALIDATOR_CONFIG_INVALID', () => readNetworkFile(join(root, 'bad.json')));
  }
  await assertRejected('FILE_MISSING', () => readNetworkFile(join(root, 'none.json')));
  for (const [field, value] of [
    ['name', ''],
    ['peerId', 'qf1'],
    ['voteKey', 'AAAA'],
    ['witnessKey', 'x+00000000+AA=='],
    ['address', 7],
  ] as const) {
    assertRefused('MALFORMED', () => parseMemberCard({ ...first, [field]: value }, nativeBackend));
  }
  assertRefused('MALFORMED', () => parseMemberCard(null, nativeBackend));
  assertRefused('CONSENSUS_THRESHOLD_INVALID', () => foundNetwork('net', cards, 2));
});
