import { QForgeError } from '../../base/index.ts';
import type { DepositKind } from '../mailbox/mailbox-store.ts';

/** One token of a subject that may stand for a peer: PeerIds, and nothing that a server reads as a wildcard or a separator. */
const PEER_TOKEN = /^[a-z0-9]{1,128}$/u;
/** A PeerId, and what it deposits. */
const DEPOSITOR = /^(?<sender>[a-z0-9]{1,128})(?:-copy|-note)?$/u;
const MARKS: Readonly<Record<DepositKind, string>> = { message: '', copy: '-copy', note: '-note' };
/** Everything that is deposited. */
export const DEPOSIT_KINDS: readonly DepositKind[] = ['message', 'copy', 'note'];
/** What broadcasts may be about: such tokens, with points between. */
const SUBJECT = /^[\w-]{1,64}(?:\.[\w-]{1,64}){0,7}$/u;

/** The durable consumer of a mailbox, which all collectors of its owner share. */
export const COLLECTOR = 'collect';
/** Where the prekeys are, in the layout of a key-value bucket. */
export const PREKEY_BUCKET = 'QFORGE_PREKEYS';
/** Where presence is, in the same layout. */
export const PRESENCE_BUCKET = 'QFORGE_PRESENCE';
/** Who took which one-time prekey. */
export const CLAIM_STREAM = 'QFORGE_CLAIMS';
/** Broadcasts of all subjects. */
export const BROADCAST_STREAM = 'QFORGE_BROADCAST';

/** Where servers say that a stream has another leader, or none; the last token is the stream. */
export const LEADER_ADVISORIES = [
  '$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED.*',
  '$JS.EVENT.ADVISORY.STREAM.QUORUM_LOST.*',
] as const;

/** The owner of a mailbox, by the name of its stream; undefined for any other stream. */
export function ownerOf(stream: string): string | undefined {
  return /^QFORGE_MAIL_(?<peer>[a-z0-9]{1,128})$/u.exec(stream)?.groups?.['peer'];
}

/** Streams and subjects of one peer. spec/mailboxes §7 */
export interface PeerNames {
  readonly mailStream: string;
  readonly deadStream: string;
  /** What a sender deposits under: the server counts the messages of each subject. */
  mailFrom(sender: string, kind?: DepositKind): string;
  /** All that waits. */
  readonly mail: string;
  readonly dead: string;
  /** Where who waits for mail is told of it. */
  readonly notice: string;
}

/** The names of a peer. Throws `ARGUMENT_INVALID` for what is no PeerId. */
export function namesOf(peerId: string): PeerNames {
  const peer = peerToken(peerId);
  return {
    mailStream: `QFORGE_MAIL_${peer}`,
    deadStream: `QFORGE_DEAD_${peer}`,
    mailFrom: (sender, kind = 'message') => `qforge.mail.${peer}.${depositorToken(sender, kind)}`,
    mail: `qforge.mail.${peer}.*`,
    dead: `qforge.dead.${peer}`,
    notice: `qforge.notice.${peer}`,
  };
}

/** How a depositor is named in a subject: a mark that no PeerId contains says what is deposited. Throws `ARGUMENT_INVALID` for what is no PeerId. */
export function depositorToken(sender: string, kind: DepositKind): string {
  return `${peerToken(sender)}${MARKS[kind]}`;
}

/** The PeerId of a depositor that is named so; undefined where that names nobody. */
export function depositorOf(unverifiedToken: string): string | undefined {
  return DEPOSITOR.exec(unverifiedToken)?.groups?.['sender'];
}

/** The subject under which a broadcast is published. Throws `ARGUMENT_INVALID` for what could mean other subjects too. */
export function broadcastSubject(subject: string): string {
  if (!SUBJECT.test(subject))
    throw invalid('subject', 'it takes words of letters, digits, - and _, with points between');
  return `qforge.broadcast.${subject}`;
}

/** Where who listens to a subject is told of a new message. */
export function broadcastNotice(subject: string): string {
  return `qforge.notice.broadcast.${subject}`;
}

/** The subject of claims to one prekey of an owner. */
export function claimSubject(owner: string, id: string): string {
  return `qforge.claim.${owner}.${id}`;
}

/** The stream of a bucket. */
export function bucketStream(bucket: string): string {
  return `KV_${bucket}`;
}

/** The subject of a key of a bucket; `*` and `>` as in any subject. */
export function bucketSubject(bucket: string, key: string): string {
  return `$KV.${bucket}.${key}`;
}

/** A PeerId that is safe in a subject. Throws `ARGUMENT_INVALID`. */
export function peerToken(peerId: string): string {
  if (!PEER_TOKEN.test(peerId)) throw invalid('PeerId', 'it is not one');
  return peerId;
}

function invalid(argument: string, reason: string): QForgeError {
  return new QForgeError('ARGUMENT_INVALID', { argument, reason });
}
