import {
  type Clock,
  type Logger,
  type MetricsSink,
  QForgeError,
  type SecretBytes,
  systemClock,
  unreachable,
} from '../base/index.ts';
import { LockFile, loadIdentityFile, StreamlinedSecureClient, TrustStore } from '../client/index.ts';
import { createProposal, validatorIdOf } from '../consensus/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import { FileTileStore } from '../tlog/index.ts';
import type { ControlAnswers } from './control/control-answer.ts';
import type { ControlRequest } from './control/control-request.ts';
import { ControlSocket } from './control/control-socket.ts';
import { JournalFile } from './journal/journal-file.ts';
import { listDecisions } from './log/decision-list.ts';
import { DecisionLog, logOrigin } from './log/decision-log.ts';
import { ChannelMesh } from './mesh/channel-mesh.ts';
import { BallotDesk } from './node/ballot-desk.ts';
import { defaultNodeTimes, type NodeTimes } from './node/node-times.ts';
import { ValidatorNode } from './node/validator-node.ts';
import type { NamedStatus, ValidatorStatus } from './node/validator-status.ts';
import type { VotePolicy } from './node/vote-policy.ts';
import { readValidatorKeys, witnessSigner } from './setup/init-validator.ts';
import type { MemberCard } from './setup/member-card.ts';
import { readNetworkFile, type ValidatorNetwork, witnessesOf } from './setup/network-file.ts';
import { validatorFolder } from './setup/validator-folder.ts';
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
}

/** A validator of this process: disk, channels and the socket for its operator. */
export class RunningValidator implements AsyncDisposable {
  readonly client: StreamlinedSecureClient;
  readonly network: ValidatorNetwork;
  readonly #parts: RunningParts;

  private constructor(parts: RunningParts) {
    this.client = parts.client;
    this.network = parts.network;
    this.#parts = parts;
  }

  /**
   * Runs the validator of a folder. Throws `VALIDATOR_CONFIG_INVALID`, `JOURNAL_DAMAGED`, `VALIDATOR_ROLLED_BACK`, and what reading keys and
   * listening throw.
   */
  static async start(options: RunOptions): Promise<RunningValidator> {
    const [backend, clock] = [nativeBackend, systemClock];
    const folder = validatorFolder(options.folder);
    const network = await readNetworkFile(folder.network, backend);
    const lock = await LockFile.tryAcquire(folder.lock, { removeAfter: true });
    if (lock === undefined) throw new QForgeError('VALIDATOR_RUNNING', { folder: options.folder });
    const keys = await readValidatorKeys(options.folder, options.passphrase, backend);
    const validatorId = validatorIdOf(keys.voteKey, backend);
    const media = {
      votes: new JournalFile(folder.votes),
      decisions: new JournalFile(folder.decisions),
      ballots: new JournalFile(folder.ballots),
    };
    const storage = await openStorage(media, { genesis: network.genesis, validatorId }, backend);
    const log = await DecisionLog.open({
      backend,
      store: new FileTileStore(folder.log),
      origin: logOrigin(network.genesis.chainId),
      signer: witnessSigner(keys.voteKey, keys.witnessKey, backend),
      witnesses: witnessesOf(network, backend),
      quorum: network.genesis.set.quorum,
    });
    if (log.size > storage.decisions.height) {
      throw new QForgeError('VALIDATOR_ROLLED_BACK', { reason: 'its log is longer than its journal of decisions' });
    }
    const client = await openClient(options, network, folder.identity, backend);
    const mesh = new ChannelMesh({ client, peers: othersIn(network, client.peerId), clock, logger: options.logger });
    const keepEvidence = evidenceKeeper(folder.evidence);
    const node = new ValidatorNode({
      ...options,
      ...storage,
      backend,
      clock,
      keepEvidence,
      log,
      voteKey: keys.voteKey,
      links: mesh,
      times: options.times ?? defaultNodeTimes,
      desk: new BallotDesk({ backend, voteKey: keys.voteKey, journal: storage.ballots, keepEvidence }, storage.records),
    });
    const running = new RunningValidator({ client, network, mesh, node, storage, log, backend, clock, lock });
    running.#parts.control = await ControlSocket.start(folder.socket, (request) => running.#answer(request));
    node.start(storage.blocks);
    mesh.start(node);
    return running;
  }

  status(): ValidatorStatus {
    return this.#parts.node.status();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { control, mesh, node, client, storage, lock } = this.#parts;
    await control?.stop();
    mesh.close();
    await node.stop();
    await client.shutdown();
    await storage.close();
    await lock[Symbol.asyncDispose]();
  }

  async #answer(request: ControlRequest): Promise<ControlAnswers[ControlRequest['method']]> {
    switch (request.method) {
      case 'status':
        return this.#namedStatus();
      case 'vote':
        await this.#parts.node.vote(request.proposal, request.verdict);
        return { proposal: request.proposal, verdict: request.verdict };
      case 'propose':
        return this.#propose(request);
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
    const stateOf = (peerId: string): 'this' | 'connected' | 'away' => {
      if (peerId === this.client.peerId) return 'this';
      return status.connected.includes(peerId) ? 'connected' : 'away';
    };
    const members = this.network.members.map(({ name, peerId, address }) => ({
      name,
      address,
      state: stateOf(peerId),
    }));
    return { network: this.network.genesis.name, ...status, members };
  }

  async #propose(request: Extract<ControlRequest, { method: 'propose' }>): Promise<ControlAnswers['propose']> {
    const { node, backend } = this.#parts;
    const { kind, title, heights, waitMs } = request;
    const { chainId, height } = node.status();
    const nonce = backend.random.fill(new Uint8Array(16));
    const content = new Uint8Array(Buffer.from(request.content, 'base64'));
    const proposal = createProposal(
      { chainId, kind, nonce, deadlineHeight: height + heights, title, content },
      backend,
    );
    await node.propose(proposal);
    const outcome = await node.outcomeOf(proposal.id, waitMs);
    return { proposal: proposal.id, deadlineHeight: proposal.deadlineHeight, ...(outcome ?? { outcome: 'pending' }) };
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
  readonly network: ValidatorNetwork;
  readonly mesh: ChannelMesh;
  readonly node: ValidatorNode;
  readonly storage: ValidatorStorage;
  readonly log: DecisionLog;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly lock: LockFile;
  control?: ControlSocket;
}

function othersIn({ members }: ValidatorNetwork, self: string): readonly MemberCard[] {
  return members.filter(({ peerId }) => peerId !== self);
}

/** A client that trusts the members and nobody else. */
async function openClient(
  options: RunOptions,
  { members }: ValidatorNetwork,
  identityPath: string,
  backend: CryptoBackend,
): Promise<StreamlinedSecureClient> {
  const trust = TrustStore.inMemory();
  for (const { name, peerId, address } of members) {
    await trust.add({ name, peerId, address, trusted: true });
  }
  const { listen, passphrase, logger, metrics } = options;
  const identity = await loadIdentityFile(identityPath, passphrase, backend);
  const own = members.find(({ peerId }) => peerId === identity.peerId);
  if (own === undefined) {
    throw new QForgeError('VALIDATOR_CONFIG_INVALID', { path: 'network.json', reason: 'this validator is no member' });
  }
  return StreamlinedSecureClient.create({
    identity,
    trust,
    backend,
    logger,
    metrics,
    listen: listen ?? own.address,
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
