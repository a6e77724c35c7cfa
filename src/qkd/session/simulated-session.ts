import { assert, isQForgeError, type RandomSource, SecretBytes } from '../../base/index.ts';
import type { KeyBlock, QkdProtocolName, QkdSession } from '../key-block.ts';
import type { Detections } from '../link/detections.ts';
import type { LinkSetup } from '../link/link-setup.ts';
import {
  classesOf,
  type DecoyChoices,
  type SimulatedLink,
  simulatedLink,
  USUAL_DECOY_CHOICES,
} from '../link/link-source.ts';
import { RandomNumbers } from '../link/random-numbers.ts';
import { AliceEnd } from '../post-processing/alice-end.ts';
import { AuthenticatedDialogue, type EndName } from '../post-processing/authenticated-dialogue.ts';
import { AuthenticationKey, authenticationSecretBytes } from '../post-processing/authentication-key.ts';
import type { BlockContext } from '../post-processing/block-context.ts';
import type { EndOutcome } from '../post-processing/block-outcome.ts';
import {
  assertParametersPossible,
  type BlockParameters,
  blockParameters,
} from '../post-processing/block-parameters.ts';
import { BobEnd } from '../post-processing/bob-end.ts';
import { type ClassicalChannel, memoryChannels } from '../post-processing/classical-channel.ts';
import { aliceRecordsOf, bobRecordsOf } from '../post-processing/end-records.ts';
import { blockReport } from './block-report.ts';
import { type LinkObservation, observeLink } from './link-observation.ts';

/** What a simulated session is made of. */
export interface SimulatedSessionOptions {
  readonly setup: LinkSetup;
  /** Pulses of each block. */
  readonly pulsesPerBlock: number;
  /** Where every random choice comes from, those of nature included. */
  readonly random: RandomSource;
  readonly choices?: DecoyChoices;
  /** Parameters of post-processing that are not to be the usual ones. */
  readonly parameters?: Partial<BlockParameters>;
  /** Blocks whose tags the ends can pay for before any key is made. */
  readonly spareBlocks?: number;
  /** The two ends of the classical channel of each block; by default one in memory, which nobody touches. */
  readonly channels?: () => readonly [ClassicalChannel, ClassicalChannel];
}

/** A block whose pulses were sent. */
export interface SentBlock {
  /** Number of its first pulse. */
  readonly start: number;
  readonly detections: Detections;
}

/** Blocks that may fail in a row, each of which uses pads, before the authentication key is used up. */
const SPARE_BLOCKS = 64;

/** A session of which both ends and the quantum link run in this process. Nothing it makes protects anything. */
export class SimulatedSession implements QkdSession {
  readonly simulated = true;
  readonly #options: SimulatedSessionOptions;
  readonly #link: SimulatedLink;
  readonly #random: RandomNumbers;
  readonly #parameters: BlockParameters;
  readonly #keys: Readonly<Record<EndName, AuthenticationKey>>;
  #blocks = 0;
  #pulses = 0;

  constructor(options: SimulatedSessionOptions) {
    const { setup, random, choices = USUAL_DECOY_CHOICES, pulsesPerBlock } = options;
    assert(Number.isSafeInteger(pulsesPerBlock) && pulsesPerBlock > 0, 'a block has pulses');
    this.#options = options;
    this.#random = new RandomNumbers(random);
    this.#link = simulatedLink(setup, this.#random, choices);
    this.#parameters = { ...blockParameters(setup.protocol, classesOf(setup, choices)), ...options.parameters };
    assertParametersPossible(this.#parameters);
    const secret = random.fill(new Uint8Array(authenticationSecretBytes(options.spareBlocks ?? SPARE_BLOCKS)));
    this.#keys = { alice: new AuthenticationKey(secret), bob: new AuthenticationKey(secret) };
    secret.fill(0);
  }

  get protocol(): QkdProtocolName {
    return this.#options.setup.protocol;
  }

  async nextBlock(): Promise<KeyBlock> {
    return this.makeKey(this.send());
  }

  /** Sends the pulses of one block. */
  send(): SentBlock {
    const { pulsesPerBlock } = this.#options;
    const start = this.#pulses;
    this.#pulses += pulsesPerBlock;
    return { start, detections: this.#link.run(pulsesPerBlock) };
  }

  /** What the link did while a block was sent, seen from above both ends. */
  observe({ detections }: SentBlock): LinkObservation {
    return observeLink(this.protocol, this.#parameters.classes, detections);
  }

  /** Makes a key of a block that was sent. Throws as {@link SimulatedSession.nextBlock} does. */
  async makeKey({ start, detections }: SentBlock): Promise<KeyBlock> {
    const [aliceChannel, bobChannel] = (this.#options.channels ?? memoryChannels)();
    const block = this.#blocks++;
    const alice = new AliceEnd(
      this.#context('alice', aliceChannel, block),
      aliceRecordsOf(detections, start, this.#random),
      this.#options.random,
    );
    const bob = new BobEnd(this.#context('bob', bobChannel, block), bobRecordsOf(detections, start));
    const [aliceOutcome, bobOutcome] = await bothEnds(alice, aliceChannel, bob, bobChannel);
    const report = blockReport(this.#parameters, this.#options.pulsesPerBlock, aliceOutcome);
    return { alice: SecretBytes.take(aliceOutcome.key), bob: SecretBytes.take(bobOutcome.key), report };
  }

  #context(end: EndName, channel: ClassicalChannel, block: number): BlockContext {
    const authentication = this.#keys[end];
    return {
      dialogue: new AuthenticatedDialogue(channel, authentication, end),
      authentication,
      parameters: this.#parameters,
      block,
      pulses: this.#options.pulsesPerBlock,
    };
  }
}

/** Runs both ends; when one fails, its channel is closed, so that the other does not wait for ever. */
async function bothEnds(
  alice: AliceEnd,
  aliceChannel: ClassicalChannel,
  bob: BobEnd,
  bobChannel: ClassicalChannel,
): Promise<readonly [EndOutcome, EndOutcome]> {
  const closing = async (run: Promise<EndOutcome>, channel: ClassicalChannel): Promise<EndOutcome> => {
    try {
      return await run;
    } catch (error) {
      channel.close();
      throw error;
    }
  };
  const outcomes = await Promise.allSettled([closing(alice.run(), aliceChannel), closing(bob.run(), bobChannel)]);
  const [first, second] = outcomes;
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value.key.fill(0);
  throw weightiest(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])));
}

/** Of the failures of the two ends, the one that says more: an end that is cut off only knows that it is. */
function weightiest(reasons: readonly unknown[]): unknown {
  const weight = (reason: unknown): number => {
    if (!isQForgeError(reason)) return 3;
    if (reason.code === 'QKD_AUTHENTICATION_FAILED') return 2;
    return reason.code === 'QKD_ABORTED' && isSecondHand(reason.message) ? 0 : 1;
  };
  return reasons.toSorted((a, b) => weight(b) - weight(a))[0];
}

function isSecondHand(message: string): boolean {
  return message.includes('the other end');
}
