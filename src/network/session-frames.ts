import { QForgeError } from '../base/index.ts';
import { FRAME_TYPE, type FrameHandler } from './frame.ts';
import type { SessionHello } from './session-hello.ts';
import type { SessionRekey } from './session-rekey.ts';

/** Frames that go no further than the session. */
type HandledFrames = 'admit' | 'onPing' | 'onClose' | 'onRekeyAsk' | 'onRekeyOffer' | 'onRekeyAnswer' | 'onRekeyDone';

/** Takes the frames that are not the session's own. Takers of messages say whether they keep the bytes. */
export interface FrameOwner extends Omit<FrameHandler, HandledFrames> {
  onMessage(body: Uint8Array): boolean;
  onFragment(body: Uint8Array): boolean;
}

/** The session that frames come over. */
export interface FramedSession {
  /** Whether the record that is being read is the last one under its key. */
  readonly turnsReceiveKey: boolean;
  answerPing(token: Uint8Array): void;
  onPeerFinished(hello: SessionHello): void;
}

/** The order of a session's frames, and where each kind goes. spec/records §2, §4 */
export class SessionFrames implements FrameHandler {
  readonly #session: FramedSession;
  readonly #owner: FrameOwner;
  readonly #rekey: SessionRekey;
  #recordKept = false;
  #peerFinished = false;
  #peerClosed = false;

  constructor(session: FramedSession, owner: FrameOwner, rekey: SessionRekey) {
    this.#session = session;
    this.#owner = owner;
    this.#rekey = rekey;
  }

  /** Whether the peer has proved its keys. */
  get peerFinished(): boolean {
    return this.#peerFinished;
  }

  /** Whether the peer has said Close. */
  get peerClosed(): boolean {
    return this.#peerClosed;
  }

  /** A record is over. True if somebody keeps its bytes. */
  endRecord(): boolean {
    const kept = this.#recordKept;
    this.#recordKept = false;
    return kept;
  }

  /** Finished is the first frame and Close the last one; the last frame under a key is the last of its record. */
  admit(type: number): void {
    // Takers of messages tell; the others are rare, or keep bytes in ways of their own.
    this.#keepRecordIf(type !== FRAME_TYPE.message && type !== FRAME_TYPE.fragment && type !== FRAME_TYPE.ack);
    const isFirst = type === FRAME_TYPE.finished;
    if (isFirst === this.#peerFinished || this.#peerClosed || this.#session.turnsReceiveKey) throw frameOutOfPlace();
  }

  onMessage(body: Uint8Array): void {
    this.#keepRecordIf(this.#owner.onMessage(body));
  }

  onFragment(body: Uint8Array): void {
    this.#keepRecordIf(this.#owner.onFragment(body));
  }

  onAck(number: number): void {
    this.#owner.onAck(number);
  }

  onResume(number: number): void {
    this.#owner.onResume(number);
  }

  onStreamOpen(stream: number, header: Uint8Array): void {
    this.#owner.onStreamOpen(stream, header);
  }

  onStreamData(stream: number, body: Uint8Array): void {
    this.#owner.onStreamData(stream, body);
  }

  onStreamEnd(stream: number): void {
    this.#owner.onStreamEnd(stream);
  }

  onStreamReset(stream: number, reason: string): void {
    this.#owner.onStreamReset(stream, reason);
  }

  onStreamCredit(stream: number, bytes: number): void {
    this.#owner.onStreamCredit(stream, bytes);
  }

  onPing(token: Uint8Array): void {
    this.#session.answerPing(token);
  }

  onPong(token: Uint8Array): void {
    this.#owner.onPong(token);
  }

  onFinished(hello: SessionHello): void {
    this.#session.onPeerFinished(hello);
  }

  onClose(): void {
    this.#peerClosed = true;
  }

  onRekeyAsk(): void {
    this.#rekey.onAsk();
  }

  onRekeyOffer(body: Uint8Array): void {
    this.#rekey.onOffer(body);
  }

  onRekeyAnswer(body: Uint8Array): void {
    this.#rekey.onAnswer(body);
  }

  onRekeyDone(): void {
    this.#rekey.onDone();
  }

  /** The peer's Finished was taken. */
  confirm(): void {
    this.#peerFinished = true;
  }

  #keepRecordIf(kept: boolean): void {
    if (kept) this.#recordKept = true;
  }
}

/** What a frame that may not come now is. */
export function frameOutOfPlace(): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The frame', reason: 'it is out of place' });
}
