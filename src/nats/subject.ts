import { QForgeError, utf8 } from '../base/index.ts';

/** The longest subject that is sealed into a message. spec/nats §3 */
export const MAX_SUBJECT_BYTES = 1024;

const SPACE = /[\s\p{Cc}]/u;

/** Whether a text is a subject that a message can be published on: no wildcards, no empty tokens, no spaces. */
export function isSubject(unverified: string): boolean {
  if (SPACE.test(unverified) || utf8(unverified).length > MAX_SUBJECT_BYTES) return false;
  return unverified.split('.').every((token) => token !== '' && token !== '*' && token !== '>');
}

/** Throws `ARGUMENT_INVALID` for a text that is no subject to publish on. */
export function requireSubject(unverified: string): void {
  if (isSubject(unverified)) return;
  const reason = 'it is not a subject to publish on: tokens between dots, no wildcards, no spaces, at most 1,024 bytes';
  throw new QForgeError('ARGUMENT_INVALID', { argument: 'subject', reason });
}
