import { join } from 'node:path';
import { silentLogger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { decodeGenesis, decodeProposal, validatorIdOf } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { FileTileStore, NoteSigner, NoteVerifier } from '../../../src/tlog/index.ts';
import { JournalFile } from '../../../src/validator/journal/journal-file.ts';
import type { JournalMedium } from '../../../src/validator/journal/journal-medium.ts';
import { DecisionLog, logOrigin } from '../../../src/validator/log/decision-log.ts';
import { BallotDesk } from '../../../src/validator/node/ballot-desk.ts';
import { ValidatorNode } from '../../../src/validator/node/validator-node.ts';
import { approvingPolicy } from '../../../src/validator/node/vote-policy.ts';
import { evidenceKeeper, openStorage } from '../../../src/validator/setup/validator-storage.ts';
import { openRoster } from '../node/open-roster.ts';
import { DeathWatch, deadlyMedium, deadlyStore } from './deadly-storage.ts';
import { killTimes } from './kill-times.ts';
import type { FromVictim, ToVictim, VictimSetup } from './victim.ts';

/** A validator whose disk is real, whose peers are in the process that started it, and which dies when it is told to. */
process.once('message', (setup: VictimSetup) => void live(setup));
// Whoever started it is gone.
process.once('disconnect', () => process.exit(0));

function say(message: FromVictim): void {
  process.send?.(message);
}

async function live({
  folder,
  genesis: encoded,
  voteSecret,
  witnessSecret,
  witnessKeys,
  operation,
  death,
  isForgetful,
  isOfVotes,
}: VictimSetup): Promise<void> {
  const backend = nativeBackend;
  const votesWatch = new DeathWatch(operation, death);
  const watch = isOfVotes ? new DeathWatch(Number.POSITIVE_INFINITY, death) : votesWatch;
  const genesis = decodeGenesis(encoded, backend);
  const voteKey = backend.signature('ML-DSA-65').fromSecret(voteSecret);
  const witnessKey = backend.signature('ML-DSA-44').fromSecret(witnessSecret);
  const validatorId = validatorIdOf(voteKey, backend);
  const file = (name: string, by = watch): JournalMedium => deadlyMedium(new JournalFile(join(folder, name)), by);
  const votes = file('votes', votesWatch);
  if (isForgetful) votes.write = () => Promise.resolve();
  const media = { votes, decisions: file('decisions'), ballots: file('ballots') };
  const storage = await openStorage(media, { genesis, validatorId }, backend);
  const log = await DecisionLog.open({
    backend,
    store: deadlyStore(new FileTileStore(join(folder, 'log')), watch),
    origin: logOrigin(genesis.chainId),
    signer: new NoteSigner(backend, validatorId, 'ml-dsa-44-cosignature', witnessKey),
    cosignersOf: () => ({
      witnesses: witnessKeys.map((key) => NoteVerifier.parse(backend, key)),
      quorum: genesis.set.quorum,
    }),
  });
  const peers = new Set<string>();
  const keepEvidence = evidenceKeeper(join(folder, 'evidence'));
  const node = new ValidatorNode({
    ...storage,
    backend,
    clock: systemClock,
    logger: silentLogger,
    metrics: silentMetrics,
    voteKey,
    desk: new BallotDesk({ backend, voteKey, journal: storage.ballots, keepEvidence, ...openRoster }, storage.records),
    log,
    policy: approvingPolicy,
    times: killTimes,
    links: { connected: () => [...peers], send: (peer, bytes) => say({ type: 'send', peer, bytes }) },
    roster: openRoster,
    keepEvidence,
    onRemoved: () => undefined,
    onFailure: (error) => say({ type: 'failed', what: String(error) }),
  });
  process.on('message', (message: ToVictim) => {
    if (message.type === 'join') {
      peers.add(message.peer);
      node.peerJoined(message.peer);
    } else if (message.type === 'receive') node.receive(message.peer, message.bytes);
    else void propose(message.bytes);
  });
  const propose = async (bytes: Uint8Array): Promise<void> => {
    const proposal = decodeProposal(bytes, backend);
    await node.propose(proposal);
    say({ type: 'acknowledged', id: proposal.id });
  };
  node.start(storage.blocks);
  const decided = storage.blocks.map(({ id }) => id);
  say({ type: 'ready', decided });
}
