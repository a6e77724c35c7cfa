import type { LinkSurroundings } from '../nats/link-surroundings.ts';
import type { NatsAddress } from '../nats/nats-address.ts';
import { isAnswered, natsFailure } from '../nats/nats-failure.ts';
import { NatsLink } from '../nats/nats-link.ts';
import { bucketSubject, COLLECTOR, namesOf, PREKEY_BUCKET, PRESENCE_BUCKET } from '../nats/nats-names.ts';

/** One thing that a user tried, and what came of it. */
export interface RightsCheck {
  readonly what: string;
  readonly isAllowed: boolean;
  readonly shouldBeAllowed: boolean;
}

/** A condition that never holds: so an allowed attempt changes nothing. */
const NEVER = { lastSequence: Number.MAX_SAFE_INTEGER };

/**
 * What the server lets the user behind a key do, tried out against another peer. Nothing is changed, whatever is allowed.
 *
 * Rejects with `MAIL_STORE_UNAVAILABLE` when the cluster does not answer, `MAIL_STORE_DENIED` when it does not know the key, and
 * `MAIL_ENGINE_INVALID` where the file of the key cannot be read.
 */
export async function checkPeerRights(
  address: NatsAddress,
  own: string,
  other: string,
  surroundings: LinkSurroundings,
): Promise<readonly RightsCheck[]> {
  await using link = await NatsLink.open(address, surroundings);
  const [ours, theirs] = [namesOf(own), namesOf(other)];
  const { streams } = link.jsm;
  const publish = (subject: string): Promise<unknown> => link.js.publish(subject, new Uint8Array(0), { expect: NEVER });
  const ask = (subject: string): Promise<unknown> => link.connection.request(subject, '', { timeout: 2000 });
  const attempts: readonly (readonly [what: string, shouldBeAllowed: boolean, attempt: () => Promise<unknown>])[] = [
    ['see how much waits in its mailbox', true, () => streams.info(ours.mailStream)],
    ['read its mailbox', true, () => streams.getMessage(ours.mailStream, { seq: 1 })],
    ['deposit in its own name', true, () => publish(theirs.mailFrom(own))],
    ['deposit copies of its messages', true, () => publish(theirs.mailFrom(own, 'copy'))],
    ['deposit receipts', true, () => publish(theirs.mailFrom(own, 'note'))],
    ['read the directory', true, () => streams.getMessage(`KV_${PREKEY_BUCKET}`, { seq: 1 })],
    ['see how much waits in the mailbox of the other', false, () => streams.info(theirs.mailStream)],
    ['read the mailbox of the other', false, () => streams.getMessage(theirs.mailStream, { seq: 1 })],
    ['collect for the other', false, () => ask(`$JS.API.CONSUMER.INFO.${theirs.mailStream}.${COLLECTOR}`)],
    ['make a consumer on the mailbox of the other', false, () => ask(`$JS.API.CONSUMER.CREATE.${theirs.mailStream}`)],
    ['make a consumer on its own mailbox', false, () => ask(`$JS.API.CONSUMER.CREATE.${ours.mailStream}`)],
    ['delete from the mailbox of the other', false, () => streams.deleteMessage(theirs.mailStream, 0)],
    ['deposit in the name of the other', false, () => publish(ours.mailFrom(other))],
    [
      'replace the last-resort prekey of the other',
      false,
      () => publish(bucketSubject(PREKEY_BUCKET, `${other}.last`)),
    ],
    ['say that the other is there', false, () => publish(bucketSubject(PRESENCE_BUCKET, other))],
  ];
  const checks: RightsCheck[] = [];
  for (const [what, shouldBeAllowed, attempt] of attempts) {
    checks.push({ what, shouldBeAllowed, isAllowed: await isAllowed(link, attempt) });
  }
  return checks;
}

/** Whether the server acted on it: an answer, of success or not, means that it did. */
async function isAllowed(link: NatsLink, attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (isAnswered(error)) return true;
    const failure = natsFailure(error, link.engine);
    if (failure.isTransient) throw failure.error;
    return failure.error.code !== 'MAIL_STORE_DENIED';
  }
}
