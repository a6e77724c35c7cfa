import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { formatVerifierKey } from '../../../src/tlog/index.ts';
import { decodeDecided } from '../../../src/validator/journal/decision-journal.ts';
import { QuickChances } from '../../simulation/twins/quick-chances.ts';
import { proposalOn } from '../consensus-fixture.ts';
import { NodeNetwork, until } from '../node/node-network.ts';
import { DEATHS, type Death } from './deadly-storage.ts';
import { killTimes } from './kill-times.ts';
import { KillWitness } from './kill-witness.ts';
import { type FromVictim, Victim, type VictimSetup } from './victim.ts';

const SEAT = 3;
const LIVES_OF_A_NETWORK = 25;
/** Operations of a disk in a life, at most: some are of the start, some of the first or second decision. */
const MAX_OPERATION = 60;
/** The same, of votes alone: those of the height that is under way, and of one or two more. */
const MAX_VOTES_OPERATION = 12;
const LONG_MS = 120_000;
/** Proposals that may lie undecided before more are made, and how long one is waited for before that. */
const MAX_OPEN = 4;
const STEP_MS = 500;
const PROPOSAL_TYPE = 4;

/** What kills have shown. */
export interface KillResult {
  readonly kills: number;
  /** Kills before an operation, in the middle of a write, and after it. */
  readonly deaths: Readonly<Record<Death, number>>;
  readonly violations: readonly string[];
  /** Statements that left the validator, and proposals that it acknowledged, over all lives. */
  readonly statements: number;
  readonly acknowledged: number;
  readonly heights: number;
}

/**
 * Kills a validator again and again while it and two others decide, each time at another operation of its disk. A network in which
 * something is violated goes no further. A forgetful disk is for showing that it is noticed.
 */
export async function runKills(
  kills: number,
  seed: number,
  isForgetful = false,
  progress?: (part: KillResult) => void,
): Promise<KillResult> {
  const chances = new QuickChances(seed);
  // Validators in this process wait by timers that hold no process.
  const awake = setInterval(() => undefined, LONG_MS);
  const parts: KillResult[] = [];
  for (let left = kills; left > 0; left -= LIVES_OF_A_NETWORK) {
    const part = await new KilledNetwork(chances, isForgetful).run(Math.min(left, LIVES_OF_A_NETWORK));
    parts.push(part);
    progress?.(part);
  }
  clearInterval(awake);
  const sum = (figure: (part: KillResult) => number): number => parts.reduce((total, part) => total + figure(part), 0);
  return {
    kills: sum((part) => part.kills),
    deaths: {
      before: sum(({ deaths }) => deaths.before),
      torn: sum(({ deaths }) => deaths.torn),
      after: sum(({ deaths }) => deaths.after),
    },
    violations: parts.flatMap(({ violations }) => violations),
    statements: sum((part) => part.statements),
    acknowledged: sum((part) => part.acknowledged),
    heights: sum((part) => part.heights),
  };
}

/** Two validators in this process and one that dies, over a number of its lives. */
class KilledNetwork {
  readonly #chances: QuickChances;
  readonly #isForgetful: boolean;
  readonly #network = new NodeNetwork();
  readonly #witness = new KillWitness(SEAT, this.#network.fixture.genesis.chainId);
  readonly #folder = mkdtempSync(join(tmpdir(), 'qforge-kill-'));
  readonly #deaths = { before: 0, torn: 0, after: 0 };
  #isProposalHeldBack = true;
  #isOfVotes = false;

  constructor(chances: QuickChances, isForgetful: boolean) {
    this.#chances = chances;
    this.#isForgetful = isForgetful;
  }

  async run(lives: number): Promise<KillResult> {
    mkdirSync(join(this.#folder, 'log'), { recursive: true });
    this.#network.times = killTimes;
    // The fourth is away: nothing is decided without the one that dies, and so it comes back into the middle of a height.
    for (const seat of [0, 1]) await this.#network.start(seat);
    let life = 0;
    while (life < lives && this.#witness.violations.length === 0) {
      await this.#live();
      life += 1;
    }
    if (this.#witness.violations.length === 0) await this.#lastLife();
    await this.#network.stop();
    rmSync(this.#folder, { recursive: true, force: true });
    const { violations, statements, acknowledged, decided } = this.#witness;
    const [deaths, heights] = [this.#deaths, decided.length];
    return { kills: life, deaths, violations, statements, acknowledged: acknowledged.size, heights };
  }

  /** One life: proposals come through the victim and through others until it dies. */
  async #live(): Promise<void> {
    const death = defined(DEATHS[this.#chances.below(DEATHS.length)], 'a death');
    this.#isProposalHeldBack = this.#chances.onceIn(2);
    this.#isOfVotes = this.#chances.onceIn(2);
    const operation = 1 + this.#chances.below(this.#isOfVotes ? MAX_VOTES_OPERATION : MAX_OPERATION);
    const { victim } = this.#begin(operation, death);
    const ended = victim.ended.then((signal) => {
      if (signal !== 'SIGKILL') this.#witness.violations.push(`it ended by ${signal}`);
      return true;
    });
    while (!(await Promise.race([ended, this.#proposeTwice(victim)])));
    this.#network.leave(SEAT);
    this.#deaths[death] += 1;
  }

  /** Returns false, for it goes on. */
  async #proposeTwice(victim: Victim): Promise<boolean> {
    const { fixture } = this.#network;
    const { node } = this.#network.at(0);
    const other = proposalOn(fixture, 'through another', 10_000);
    if (node.status().proposals.length < MAX_OPEN) {
      victim.propose(proposalOn(fixture, 'through the victim', 10_000).encoded);
      await node.propose(other);
    }
    await node.outcomeOf(other.id, STEP_MS);
    return false;
  }

  /** In its last life it lives on: whatever it has acknowledged is decided, and it has the history of the others. */
  async #lastLife(): Promise<void> {
    this.#isProposalHeldBack = false;
    const { victim, isReady } = this.#begin(Number.POSITIVE_INFINITY, 'before');
    await isReady;
    const { node, storage } = this.#network.at(0);
    for (const id of this.#witness.acknowledged) {
      const decided = await Promise.race([node.outcomeOf(id, LONG_MS), victim.ended.then(() => undefined)]);
      if (decided?.outcome !== 'approved')
        this.#witness.violations.push(`acknowledged, and then ${decided?.outcome}: ${id}`);
    }
    const { height } = storage.decisions;
    const isOver = (): boolean => this.#witness.announced >= height || this.#witness.violations.length > 0;
    await until(isOver, 'the victim has caught up', LONG_MS);
    await victim.stop();
    this.#network.leave(SEAT);
    await this.#compare(height);
  }

  /** The history on its disk is that of the others. */
  async #compare(height: number): Promise<void> {
    const { victim, isReady } = this.#begin(Number.POSITIVE_INFINITY, 'before');
    await isReady;
    await victim.stop();
    this.#network.leave(SEAT);
    const { decisions } = this.#network.at(0).storage;
    for (let at = 1; at <= height; at++) {
      const encoded = defined(await decisions.encodedAt(at), 'a decided block');
      const { block } = decodeDecided(encoded, nativeBackend);
      if (block.id !== this.#witness.decided[at - 1])
        this.#witness.violations.push(`not the block of the others at height ${at}`);
    }
  }

  #begin(operation: number, death: Death): { readonly victim: Victim; readonly isReady: Promise<void> } {
    const ready = Promise.withResolvers<void>();
    const victim = new Victim(this.#setup(operation, death), (message) => {
      this.#hear(message, victim);
      if (message.type === 'ready') ready.resolve();
    });
    void victim.ended.then((how) => {
      if (!Number.isFinite(operation) && !victim.isStopped)
        this.#witness.violations.push(`it ended by ${how} in its last life`);
      ready.resolve();
    });
    return { victim, isReady: ready.promise };
  }

  #hear(message: FromVictim, victim: Victim): void {
    switch (message.type) {
      case 'ready':
        this.#witness.cameBack(message.decided);
        this.#network.join(SEAT, victim);
        return;
      case 'send':
        this.#witness.sent(message.bytes);
        if (this.#isProposalHeldBack && message.bytes[0] === PROPOSAL_TYPE) return;
        this.#network.inject(String(SEAT), Number(message.peer), message.bytes);
        return;
      case 'acknowledged':
        this.#witness.acknowledged.add(message.id);
        return;
      case 'failed':
        this.#witness.violations.push(`it has stopped: ${message.what}`);
        void victim.stop();
    }
  }

  #setup(operation: number, death: Death): VictimSetup {
    const { fixture, witnessKeys, witnesses } = this.#network;
    return {
      folder: this.#folder,
      genesis: fixture.genesis.encoded,
      voteSecret: defined(fixture.keys[SEAT], 'a key').exportSecret().expose().slice(),
      witnessSecret: defined(witnessKeys[SEAT], 'a key').exportSecret().expose().slice(),
      witnessKeys: witnesses.map(({ key }) => formatVerifierKey(key)),
      operation,
      death,
      isForgetful: this.#isForgetful,
      isOfVotes: this.#isOfVotes,
    };
  }
}
