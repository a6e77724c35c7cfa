import { type RandomSource, SecretBytes } from '../../base/index.ts';
import type { KeyBlockReport } from '../key-block.ts';
import type { LinkSetup } from '../link/link-setup.ts';
import { classesOf, type SimulatedLink, simulatedLink, USUAL_DECOY_CHOICES } from '../link/link-source.ts';
import { RandomNumbers } from '../link/random-numbers.ts';
import { AliceEnd } from '../post-processing/alice-end.ts';
import { AuthenticatedDialogue, type EndName } from '../post-processing/authenticated-dialogue.ts';
import { AuthenticationKey } from '../post-processing/authentication-key.ts';
import type { BlockContext } from '../post-processing/block-context.ts';
import type { EndOutcome } from '../post-processing/block-outcome.ts';
import { type BlockParameters, blockParameters } from '../post-processing/block-parameters.ts';
import { BobEnd } from '../post-processing/bob-end.ts';
import type { ClassicalChannel } from '../post-processing/classical-channel.ts';
import { aliceRecordsOf, bobRecordsOf } from '../post-processing/end-records.ts';
import { blockReport } from './block-report.ts';
import { decodePhotons, encodePhotons } from './photon-message.ts';

/** What one end of a session in two processes needs. */
export interface SessionEndOptions {
  /** Alike at both ends. */
  readonly setup: LinkSetup;
  readonly pulsesPerBlock: number;
  /** The classical channel to the other end. */
  readonly channel: ClassicalChannel;
  /** Stands for the fibre: carries what simulated photons show Bob, who alone may read it. */
  readonly photons: ClassicalChannel;
  /** The secret that both ends share beforehand. */
  readonly authenticationSecret: Uint8Array;
}

/** The key of one block at one end. */
export interface EndBlock {
  readonly key: SecretBytes;
  readonly report: KeyBlockReport;
}

/** What both ends of a session in two processes have in common. */
class SessionEnd {
  readonly options: SessionEndOptions;
  readonly #authentication: AuthenticationKey;
  readonly #parameters: BlockParameters;
  readonly #end: EndName;
  #block = 0;

  constructor(options: SessionEndOptions, end: EndName) {
    this.options = options;
    this.#authentication = new AuthenticationKey(options.authenticationSecret);
    this.#parameters = blockParameters(options.setup.protocol, classesOf(options.setup, USUAL_DECOY_CHOICES));
    this.#end = end;
  }

  /** The context of the next block. */
  nextContext(): BlockContext {
    return {
      dialogue: new AuthenticatedDialogue(this.options.channel, this.#authentication, this.#end),
      authentication: this.#authentication,
      parameters: this.#parameters,
      block: this.#block++,
      pulses: this.options.pulsesPerBlock,
    };
  }

  blockOf(outcome: EndOutcome): EndBlock {
    const report = blockReport(this.#parameters, this.options.pulsesPerBlock, outcome);
    return { key: SecretBytes.take(outcome.key), report };
  }
}

/** Alice's end of a session in two processes; it simulates the link too. */
export class AliceSession {
  readonly #end: SessionEnd;
  readonly #source: RandomSource;
  readonly #random: RandomNumbers;
  readonly #link: SimulatedLink;
  #sent = 0;

  constructor(options: SessionEndOptions, random: RandomSource) {
    this.#end = new SessionEnd(options, 'alice');
    this.#source = random;
    this.#random = new RandomNumbers(random);
    this.#link = simulatedLink(options.setup, this.#random);
  }

  /** Sends the pulses of one block and makes a key of them. Throws as {@link AliceEnd} does. */
  async nextBlock(): Promise<EndBlock> {
    const { photons, pulsesPerBlock } = this.#end.options;
    const detections = this.#link.run(pulsesPerBlock);
    const start = this.#sent;
    this.#sent += pulsesPerBlock;
    await photons.send(encodePhotons(bobRecordsOf(detections, start)));
    const records = aliceRecordsOf(detections, start, this.#random);
    return this.#end.blockOf(await new AliceEnd(this.#end.nextContext(), records, this.#source).run());
  }
}

/** Bob's end of a session in two processes. */
export class BobSession {
  readonly #end: SessionEnd;

  constructor(options: SessionEndOptions) {
    this.#end = new SessionEnd(options, 'bob');
  }

  /** Detects the pulses of one block and makes a key of them. Throws as {@link BobEnd} does. */
  async nextBlock(): Promise<EndBlock> {
    const { photons, pulsesPerBlock } = this.#end.options;
    const records = decodePhotons(await photons.receive(), pulsesPerBlock);
    return this.#end.blockOf(await new BobEnd(this.#end.nextContext(), records).run());
  }
}
