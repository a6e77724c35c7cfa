import { EXIT_CODES, type QForgeError, systemClock, type Tracer } from '../base/index.ts';
import {
  type Channel,
  type ChannelStream,
  isFileStream,
  isTreeStream,
  receiveFile,
  receiveTree,
  type TransferProgress,
} from '../client/index.ts';
import { formatBytes } from './byte-count.ts';
import { announceChannel } from './channel-announcer.ts';
import { asQForgeError, reportFailure } from './failure-report.ts';
import { printableBytes, printableText } from './printable-text.ts';
import { ProgressBar } from './progress-bar.ts';
import { printNote } from './standard-output.ts';
import { printReceived } from './transfer-report.ts';

/** How long the sender of the only file may take to say goodbye. */
const GOODBYE_LIMIT_MS = 3000;

/** How files are taken. */
export interface FileInboxOptions {
  readonly directory: string;
  readonly overwrite: boolean;
  readonly keepModes: boolean;
  /** Takes the bytes of files instead of a folder; folders are declined then. */
  readonly sink: ((bytes: Uint8Array) => Promise<void>) | undefined;
  /** Take one file or folder only. */
  readonly once: boolean;
  readonly asJson: boolean;
  /** Gives up what is under way; what has arrived is kept. */
  readonly signal: AbortSignal;
  /** Where what arrives leaves its spans; default: nowhere. */
  readonly tracer?: Tracer | undefined;
}

/** Takes files and folders from channels into a folder, and prints what has arrived. */
export class FileInbox {
  readonly #options: FileInboxOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #done = Promise.withResolvers<void>();
  /** With `once`: whether a file is under way or there. */
  #isTaken = false;

  constructor(options: FileInboxOptions) {
    this.#options = options;
  }

  /** With `once`: settles when the file has arrived and its sender knows, or rejects when it cannot be stored. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Takes the files of one channel. */
  serve(channel: Channel, name: string): void {
    announceChannel(channel, name);
    channel.onMessage((message) => printNote(`${name} says: ${printableBytes(message)}`));
    channel.onStream((stream) => {
      if (!this.take(stream, channel)) stream.reset('only files are taken here');
    });
  }

  /** Takes one stream of a channel, for whoever serves other things too; false for a stream that is no file's. */
  take(stream: ChannelStream, channel: Channel): boolean {
    if (!isFileStream(stream) && !isTreeStream(stream)) return false;
    const taking = this.#take(stream, channel).finally(() => this.#underWay.delete(taking));
    this.#underWay.add(taking);
    return true;
  }

  /** Settles when nothing is written any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #take(stream: ChannelStream, channel: Channel): Promise<void> {
    const { once } = this.#options;
    const bar = new ProgressBar(process.stderr);
    const answer = { isAccepted: false };
    const accept = (): boolean => {
      answer.isAccepted = !this.#isTaken;
      this.#isTaken = once;
      return answer.isAccepted;
    };
    try {
      await this.#receive(stream, channel, accept, bar);
      if (once) await this.#finish(channel);
    } catch (error) {
      bar.clear();
      if (answer.isAccepted) this.#isTaken = false;
      await this.#fail(asQForgeError(error), answer.isAccepted, channel);
    }
  }

  async #receive(stream: ChannelStream, channel: Channel, accept: () => boolean, bar: ProgressBar): Promise<void> {
    const { directory, overwrite, keepModes, sink, asJson, signal, tracer } = this.#options;
    const onProgress = (progress: TransferProgress): void => bar.update(progress);
    const common = { directory, overwrite, keepModes, signal, sender: channel.peerId, onProgress, tracer, channel };
    if (isTreeStream(stream)) {
      const tree = await receiveTree(stream, { ...common, accept: () => sink === undefined && accept() });
      bar.clear();
      return printReceived(tree, channel.peerId, asJson);
    }
    const file = await receiveFile(stream, { ...common, accept, ...(sink === undefined ? {} : { sink }) });
    bar.clear();
    const { path, name, bytes, sha256 } = file;
    if (path !== undefined) printReceived({ ...file, path }, channel.peerId, asJson);
    else printNote(`${printableText(name)}  ${formatBytes(bytes)}  SHA-256 ${sha256}`);
  }

  /** With `once`, an error that another attempt of the sender cannot mend ends the command. */
  async #fail(error: QForgeError, isAccepted: boolean, channel: Channel): Promise<void> {
    const { once, asJson, signal } = this.#options;
    const isFinal = once && isAccepted && error.exitCode === EXIT_CODES.file;
    if (isFinal) await this.#finish(channel, error);
    else if (!signal.aborted) reportFailure(error, asJson);
  }

  async #finish(channel: Channel, error?: QForgeError): Promise<void> {
    await goodbyeOf(channel);
    if (error === undefined) this.#done.resolve();
    else this.#done.reject(error);
  }
}

/** Settles when the peer has closed the channel, or has taken too long. */
async function goodbyeOf(channel: Channel): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const pending = systemClock.schedule(GOODBYE_LIMIT_MS, () => limit.resolve());
  await Promise.race([channel.closed, limit.promise]);
  pending.cancel();
}
