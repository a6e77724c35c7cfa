import { QForgeError } from '../../base/index.ts';
import type { Mail, MailKey } from '../mailbox/mailbox-store.ts';
import { depositorOf } from './nats-names.ts';

/** Headers of a message, whoever reads them. */
export interface HeaderSource {
  get(name: string): string;
}

/** What a deposit carries beside its envelope, by header. spec/mailboxes §7 */
export const MAIL_HEADERS = { id: 'Qforge-Id', expires: 'Qforge-Expires', dedup: 'Nats-Msg-Id' } as const;

const HEX_ID = /^[\da-f]{32}$/u;
const WHOLE_NUMBER = /^\d{1,16}$/u;

/** The stable name by which the server knows a message again. */
export function dedupId({ recipient, sender, id }: Pick<Mail, 'recipient' | 'sender' | 'id'>): string {
  return `${recipient}.${sender}.${id}`;
}

/**
 * Who deposited what, from the subject, which the server has authorised, and the headers. Throws `MALFORMED`.
 *
 *     qforge.mail.RECIPIENT.SENDER[-copy|-note]   Qforge-Id: 32 hexadecimal digits   Qforge-Expires: milliseconds since 1970
 */
export function unverifiedDeposit(
  subject: string,
  headers: HeaderSource | undefined,
): MailKey & { readonly expiresAtMs: number } {
  const [, , , depositor = '', ...more] = subject.split('.');
  const sender = depositorOf(depositor);
  const id = headers?.get(MAIL_HEADERS.id) ?? '';
  const expires = headers?.get(MAIL_HEADERS.expires) ?? '';
  if (sender === undefined || more.length > 0) throw malformed('its subject names no sender');
  if (!HEX_ID.test(id)) throw malformed('its ID is not of 32 hexadecimal digits');
  if (!WHOLE_NUMBER.test(expires)) throw malformed('its expiry is no time');
  return { sender, id, expiresAtMs: Number(expires) };
}

function malformed(reason: string): QForgeError {
  return new QForgeError('MALFORMED', { what: 'The message in a mailbox', reason });
}
