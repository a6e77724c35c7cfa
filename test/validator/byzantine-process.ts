import { parseArgs } from 'node:util';
import { defined, silentLogger, systemClock } from '../../src/base/index.ts';
import { loadIdentityFile, StreamlinedSecureClient, TrustStore } from '../../src/client/index.ts';
import { type Block, type ConsensusMessage, signStatement, validatorIdOf } from '../../src/consensus/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { ChannelMesh } from '../../src/validator/mesh/channel-mesh.ts';
import { decodePeerMessage, encodePeerMessage } from '../../src/validator/node/peer-message.ts';
import { readValidatorKeys } from '../../src/validator/setup/init-validator.ts';
import { readNetworkFile } from '../../src/validator/setup/network-file.ts';
import { validatorFolder } from '../../src/validator/setup/validator-folder.ts';

/** A malicious validator with real keys: it tells each peer something else, forges, replays, and never helps. Test only. */
const { positionals } = parseArgs({ allowPositionals: true });
const folder = validatorFolder(positionals[0] ?? '');
const network = await readNetworkFile(folder.network);
const { voteKey } = await readValidatorKeys(folder.root, undefined, nativeBackend);
const identity = await loadIdentityFile(folder.identity);
const trust = TrustStore.inMemory();
for (const { name, peerId, address } of network.members) await trust.add({ name, peerId, address, trusted: true });
const client = await StreamlinedSecureClient.create({ identity, trust, listen: 'tcp://127.0.0.1:0' });
const peers = network.members.filter(({ peerId }) => peerId !== client.peerId);
const mesh = new ChannelMesh({ client, peers, clock: systemClock, logger: silentLogger });
const seat = network.genesis.set.indexOf(validatorIdOf(voteKey, nativeBackend));
const heard: Uint8Array[] = [];

/** Votes of both kinds for the block to one half of the peers, and for nothing to the other; sometimes in rounds to come. */
function equivocate({ height, round, epoch, value, chainId }: ConsensusMessage<Block>): void {
  for (const [at, peer] of mesh.connected().entries()) {
    for (const kind of ['prevote', 'precommit'] as const) {
      const said = (at + round) % 2 === 0 ? value : null;
      const place = { kind, chainId, epoch, height, round: round + (at % 3 === 2 ? 1 : 0), lockRound: -1 } as const;
      const vote = { ...signStatement({ ...place, validator: seat, value: said }, voteKey), kind };
      mesh.send(peer, encodePeerMessage({ type: 'consensus', message: vote }));
    }
  }
}

/** Votes in the name of others, with its own signature, and garbage. */
function forge({ height, round, epoch, chainId }: ConsensusMessage<Block>): void {
  const victim = (seat + 1) % network.genesis.set.size;
  const statement = {
    kind: 'precommit',
    chainId,
    epoch,
    height,
    round,
    lockRound: -1,
    validator: victim,
    value: null,
  } as const;
  const message = { ...signStatement(statement, voteKey), kind: 'precommit' } as const;
  for (const peer of mesh.connected()) {
    mesh.send(peer, encodePeerMessage({ type: 'consensus', message }));
    mesh.send(peer, nativeBackend.random.fill(new Uint8Array(100)));
  }
}

mesh.start({
  peerJoined: (peer) => {
    // It claims to be far ahead, and never gives what it is asked for.
    const hello = { type: 'hello', chainId: network.genesis.chainId, height: 1_000_000 } as const;
    mesh.send(peer, encodePeerMessage(hello));
    mesh.send(peer, encodePeerMessage({ type: 'told' }));
  },
  receive: (_peer, unverified) => {
    if (heard.length < 2000) heard.push(unverified);
    const message = decodePeerMessage(unverified, network.genesis.chainId, nativeBackend);
    if (message.type !== 'consensus' || message.message.kind !== 'proposal') return;
    equivocate(message.message);
    forge(message.message);
    for (const peer of mesh.connected()) {
      for (const old of heard.slice(-20)) mesh.send(peer, old);
    }
  },
});
process.stdout.write(`${JSON.stringify({ listen: [defined(client.listenAddresses[0], 'an address')] })}\n`);
