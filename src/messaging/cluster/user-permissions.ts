import { inboxOf } from '../nats/nats-link.ts';
import {
  BROADCAST_STREAM,
  bucketStream,
  bucketSubject,
  CLAIM_STREAM,
  COLLECTOR,
  DEPOSIT_KINDS,
  depositorToken,
  LEADER_ADVISORIES,
  namesOf,
  PREKEY_BUCKET,
  PRESENCE_BUCKET,
} from '../nats/nats-names.ts';

/** What a user of the cluster may do. */
export type UserRole =
  /** Keeps mailboxes for peers: may do everything in the product's account. */
  | { readonly kind: 'gateway' }
  /** Collects its own mail and deposits for others, under its own name. */
  | { readonly kind: 'peer'; readonly peerId: string }
  /** As a peer, and hears and publishes broadcasts. */
  | { readonly kind: 'validator'; readonly peerId: string };

/** Subjects that a user may publish to and listen on. */
export interface UserPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * The rights of a user, as subjects. spec/mailboxes §7
 *
 * A peer can read one mailbox, its own, and deposit under one name, its own. It cannot make consumers: a consumer publishes
 * in the name of the server, wherever it is told to.
 */
export function permissionsOf(role: UserRole, publicKey: string): UserPermissions {
  if (role.kind === 'gateway') return { publish: ['>'], subscribe: ['>'] };
  const { notice } = namesOf(role.peerId);
  const isValidator = role.kind === 'validator';
  return {
    publish: [...peerPublishes(role.peerId), ...(isValidator ? VALIDATOR_PUBLISHES : [])],
    subscribe: [
      `${inboxOf(publicKey)}.>`,
      notice,
      ...LEADER_ADVISORIES,
      ...(isValidator ? ['qforge.notice.broadcast.>'] : []),
    ],
  };
}

const VALIDATOR_PUBLISHES = ['qforge.broadcast.>', 'qforge.notice.broadcast.>', ...readsOf(BROADCAST_STREAM)];

function peerPublishes(peerId: string): readonly string[] {
  const { mailStream, deadStream, dead } = namesOf(peerId);
  return [
    ...DEPOSIT_KINDS.map((kind) => `qforge.mail.*.${depositorToken(peerId, kind)}`),
    'qforge.notice.*',
    dead,
    ...readsOf(mailStream),
    `$JS.API.STREAM.MSG.DELETE.${mailStream}`,
    `$JS.API.CONSUMER.MSG.NEXT.${mailStream}.${COLLECTOR}`,
    `$JS.API.CONSUMER.INFO.${mailStream}.${COLLECTOR}`,
    `$JS.ACK.${mailStream}.${COLLECTOR}.>`,
    ...readsOf(deadStream),
    ...readsOf(bucketStream(PREKEY_BUCKET)),
    bucketSubject(PREKEY_BUCKET, `${peerId}.>`),
    // To take a one-time prekey is to claim it, and then to remove it.
    ...readsOf(CLAIM_STREAM),
    'qforge.claim.*.*',
    bucketSubject(PREKEY_BUCKET, '*.one.*'),
    ...readsOf(bucketStream(PRESENCE_BUCKET)),
    bucketSubject(PRESENCE_BUCKET, peerId),
  ];
}

function readsOf(stream: string): readonly string[] {
  return [`$JS.API.STREAM.INFO.${stream}`, `$JS.API.STREAM.MSG.GET.${stream}`];
}
