import {
  type Clock,
  type Logger,
  type MetricsSink,
  QForgeError,
  type SecretBytes,
  systemClock,
  unreachable,
} from '../base/index.ts';
import { LockFile, loadIdentityFile, StreamlinedSecureClient } from '../client/index.ts';
import { type ChainState, createProposal, type Digest, type ProposalKind, validatorIdOf } from '../consensus/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import { FileTileStore, type NoteSigner } from '../tlog/index.ts';
import type { ControlAnswers } from './control/control-answer.ts';
import type { ControlRequest } from './control/control-request.ts';
import { ControlSocket } from './control/control-socket.ts';
import { requestedChange } from './control/requested-change.ts';
import { JournalFile } from './journal/journal-file.ts';
import { listDecisions } from './log/decision-list.ts';
import { DecisionLog, logOrigin } from './log/decision-log.ts';
import { ChannelMesh } from './mesh/channel-mesh.ts';
import { MemberKeeper } from './mesh/member-keeper.ts';
import { BallotDesk } from './node/ballot-desk.ts';
import { defaultNodeTimes, type NodeTimes } from './node/node-times.ts';
import { ValidatorNode } from './node/validator-node.ts';
import type { Removal, ValidatorNodeOptions } from './node/validator-node-options.ts';
import type { NamedStatus, ValidatorStatus } from './node/validator-status.ts';
import type { VotePolicy } from './node/vote-policy.ts';
import { readValidatorKeys, witnessSigner } from './setup/init-validator.ts';
import { readMemberCard } from './setup/member-card.ts';
import { readNetworkFile, type ValidatorNetwork } from './setup/network-file.ts';
import { type ValidatorFolder, validatorFolder } from './setup/validator-folder.ts';
import { evidenceKeeper, openStorage, type ValidatorStorage } from './setup/validator-storage.ts';

/** How a validator is run. */
export interface RunOptions {
  readonly folder: string;
  readonly policy: VotePolicy;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Opens the key files, where they are protected. */
  readonly passphrase?: () => Promise<SecretBytes>;
  /** Where to listen; default: the address of its card. */
  readonly listen?: string;
  readonly times?: NodeTimes;
  /** Called once when it has stopped for good, by itself. */
  readonly onFailure: (error: unknown) => void;
  /** Called once when it has stopped because the log says that it is no member any more. */
  readonly onRemoved?: (removal: Removal) => void;
}

/** A validator of this process: disk, channels and the socket for its operator. */
export class RunningValidator implements AsyncDisposable {
  readonly client: StreamlinedSecureClient;
  readonly #parts: RunningParts;
  /** What ends with it, the last opened first: socket, mesh, node, client, journals, lock. */
  #opened = new AsyncDisposableStack();

  private constructor(parts: RunningParts) {
    this.client = parts.client;
    this.#parts = parts;
  }

  /** The network as its file has it now. */
  get network(): ValidatorNetwork {
    return this.#parts.members.network;
  }

  /**
   * Runs the validator of a folder; one that is no member yet follows the log until it is.
   *
   * Throws `VALIDATOR_CONFIG_INVALID`, `JOURNAL_DAMAGED`, `VALIDATOR_ROLLED_BACK`, `VALIDATOR_REMOVED`, and what reading keys and listening throw.
   */
  static async start(options: RunOptions): Promise<RunningValidator> {
    await using unfinished = new AsyncDisposableStack();
    const parts = await openParts(options, unfinished);
    const { mesh, node, storage } = parts;
    const running = new RunningValidator(parts);
    const { socket } = validatorFolder(options.folder);
    const control = await ControlSocket.start(socket, (request) => running.#answer(request));
    unfinished.defer(() => control.stop());
    running.#opened = unfinished.move();
    node.start(storage.blocks);
    mesh.start(node);
    return running;
  }

  status(): ValidatorStatus {
    return this.#parts.node.status();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  async #answer(request: ControlRequest): Promise<ControlAnswers[ControlRequest['method']]> {
    switch (request.method) {
      case 'status':
        return this.#namedStatus();
      case 'vote':
        await this.#parts.node.vote(request.proposal, request.verdict);
        return { proposal: request.proposal, verdict: request.verdict };
      case 'propose':
        return this.#propose(request, 'statement', new Uint8Array(Buffer.from(request.content, 'base64')));
      case 'change':
        return this.#change(request);
      case 'proof':
        return this.#prove(request.proposal, request.waitMs);
      case 'decisions':
        return this.#listed(request);
      default:
        return unreachable(request);
    }
  }

  #namedStatus(): NamedStatus {
    const status = this.status();
    const { members } = this.#parts;
    const stateOf = (peerId: string): 'this' | 'connected' | 'away' => {
      if (peerId === this.client.peerId) return 'this';
      return status.connected.includes(peerId) ? 'connected' : 'away';
    };
    const named = members.membership
      .shownAt(status.height)
      .map(({ name, peerId, address, joins, leaves }) => ({ name, address, state: stateOf(peerId), joins, leaves }));
    return { network: this.network.genesis.name, ...status, members: named };
  }

  async #propose(request: ProposalTerms, kind: ProposalKind, content: Uint8Array): Promise<ControlAnswers['propose']> {
    const { node, backend } = this.#parts;
    const { title, heights, waitMs } = request;
    const { chainId, height } = node.chain;
    const nonce = backend.random.fill(new Uint8Array(16));
    const proposal = createProposal(
      { chainId, kind, nonce, deadlineHeight: height + heights, title, content },
      backend,
    );
    await node.propose(proposal);
    const outcome = await node.outcomeOf(proposal.id, waitMs);
    return { proposal: proposal.id, deadlineHeight: proposal.deadlineHeight, ...(outcome ?? { outcome: 'pending' }) };
  }

  /** Proposes who joins and who leaves; says what set that makes. */
  async #change(request: Extract<ControlRequest, { method: 'change' }>): Promise<ControlAnswers['change']> {
    const { node, backend, members } = this.#parts;
    const { content, set, joined, left } = requestedChange(request, node.chain, members.membership, backend);
    const { epoch, size: validators, faulty, quorum, approvals } = set;
    const made = { epoch, validators, faulty, quorum, approvals, joined, left };
    if (request.isTrial) return { ...made, outcome: 'trial' };
    return { ...made, ...(await this.#propose(request, 'validator-set', content)) };
  }

  async #listed(request: Extract<ControlRequest, { method: 'decisions' }>): Promise<ControlAnswers['decisions']> {
    const { log, storage, backend } = this.#parts;
    const { trustedSize } = log;
    const parts = { decisions: storage.decisions, backend, trustedSize };
    return { height: storage.decisions.height, decisions: await listDecisions(parts, request) };
  }

  /** Receipt and certified block of a decided proposal, once a quorum has cosigned the log so far. */
  async #prove(proposal: string, waitMs: number): Promise<ControlAnswers['proof']> {
    const { node, log, storage, clock } = this.#parts;
    const until = clock.monotonicMs() + waitMs;
    const decided = await node.outcomeOf(proposal, waitMs);
    if (decided === undefined) {
      throw new QForgeError('VALIDATOR_REQUEST_REFUSED', { reason: 'that proposal is not decided here' });
    }
    while (log.trustedSize < decided.height && clock.monotonicMs() < until) {
      await new Promise<void>((resolve) => clock.schedule(20, resolve));
    }
    const [receipt, decision] = [await log.receipt(decided.height), await storage.decisions.encodedAt(decided.height)];
    return { ...decided, receipt: base64(receipt), decision: base64(decision ?? new Uint8Array()) };
  }
}

interface RunningParts {
  readonly client: StreamlinedSecureClient;
  readonly members: MemberKeeper;
  readonly mesh: ChannelMesh;
  readonly node: ValidatorNode;
  readonly storage: ValidatorStorage;
  readonly log: DecisionLog;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
}

type ProposalTerms = Pick<Extract<ControlRequest, { method: 'propose' }>, 'title' | 'heights' | 'waitMs'>;

/** Opens all that a validator runs on; what must be closed again belongs to `owner`, also when this rejects. */
async function openParts(options: RunOptions, owner: AsyncDisposableStack): Promise<RunningParts> {
  const [backend, clock] = [nativeBackend, systemClock];
  const folder = validatorFolder(options.folder);
  const file = await readNetworkFile(folder.network, backend);
  owner.use(await lockOf(folder, options.folder));
  const keys = await readValidatorKeys(options.folder, options.passphrase, backend);
  const validatorId = validatorIdOf(keys.voteKey, backend);
  const storage = owner.adopt(await storageOf(folder, file, validatorId, backend), (opened) => opened.close());
  requireMember(storage.chain, validatorId, file);
  const members = await MemberKeeper.open({ path: folder.network, file, storage, backend });
  const log = await logOf(folder, members, witnessSigner(keys.voteKey, keys.witnessKey, backend), backend);
  if (log.size > storage.decisions.height)
    throw new QForgeError('VALIDATOR_ROLLED_BACK', { reason: 'its log is longer than its journal of decisions' });
  const client = owner.use(await openClient(options, folder, members, backend));
  const mesh = new ChannelMesh({ client, peers: [], clock, logger: options.logger });
  members.connect(mesh, client.peerId);
  const keepEvidence = evidenceKeeper(folder.evidence);
  const ground = { storage, members, log, mesh, backend, clock, keepEvidence };
  const node = nodeOf(options, keys.voteKey, ground);
  owner.defer(() => node.stop());
  owner.defer(() => mesh.close());
  return { ...ground, client, node };
}

type NodeGround = Pick<RunningParts, 'storage' | 'members' | 'log' | 'mesh' | 'backend' | 'clock'> &
  Pick<ValidatorNodeOptions, 'keepEvidence'>;

function nodeOf(options: RunOptions, voteKey: ValidatorNodeOptions['voteKey'], ground: NodeGround): ValidatorNode {
  const { storage, members, log, mesh, backend, clock, keepEvidence } = ground;
  const { roster } = members;
  const objectionTo = roster.objectionTo.bind(roster);
  const ballots = { backend, voteKey, journal: storage.ballots, keepEvidence, objectionTo };
  const sets = storage.epochs.map(({ set }) => set);
  return new ValidatorNode({
    ...options,
    ...storage,
    backend,
    clock,
    keepEvidence,
    log,
    voteKey,
    links: mesh,
    roster,
    times: options.times ?? defaultNodeTimes,
    desk: new BallotDesk(ballots, storage.records, sets),
    onRemoved: (removal) => options.onRemoved?.(removal),
  });
}

async function lockOf({ lock: path }: ValidatorFolder, shown: string): Promise<LockFile> {
  const lock = await LockFile.tryAcquire(path, { removeAfter: true });
  if (lock === undefined) throw new QForgeError('VALIDATOR_RUNNING', { folder: shown });
  return lock;
}

function storageOf(
  folder: ValidatorFolder,
  { genesis }: ValidatorNetwork,
  validatorId: Digest,
  backend: CryptoBackend,
): Promise<ValidatorStorage> {
  const media = {
    votes: new JournalFile(folder.votes),
    decisions: new JournalFile(folder.decisions),
    ballots: new JournalFile(folder.ballots),
  };
  return openStorage(media, { genesis, validatorId }, backend);
}

/** One that has left may not vote again under the same keys. */
function requireMember(chain: ChainState, validatorId: Digest, { genesis }: ValidatorNetwork): void {
  if (!chain.hasLeft(validatorId)) return;
  throw new QForgeError('VALIDATOR_REMOVED', { network: genesis.name, epoch: chain.set.epoch, height: chain.height });
}

function logOf(
  folder: ValidatorFolder,
  { network, membership }: MemberKeeper,
  signer: NoteSigner,
  backend: CryptoBackend,
): Promise<DecisionLog> {
  return DecisionLog.open({
    backend,
    store: new FileTileStore(folder.log),
    origin: logOrigin(network.genesis.chainId),
    signer,
    cosignersOf: (size) => {
      const { witnesses, set } = membership.at(size + 1);
      return { witnesses, quorum: set.quorum };
    },
  });
}

/** A client that trusts the members and nobody else. */
async function openClient(
  options: RunOptions,
  folder: ValidatorFolder,
  { trust }: MemberKeeper,
  backend: CryptoBackend,
): Promise<StreamlinedSecureClient> {
  const { listen, passphrase, logger, metrics } = options;
  const identity = await loadIdentityFile(folder.identity, passphrase, backend);
  const own = await readMemberCard(folder.card, backend);
  if (own.peerId !== identity.peerId)
    throw new QForgeError('VALIDATOR_CONFIG_INVALID', { path: folder.card, reason: 'it is the card of another' });
  return StreamlinedSecureClient.create({ identity, trust, backend, logger, metrics, listen: listen ?? own.address });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
