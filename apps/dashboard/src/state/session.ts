import { signal } from '@preact/signals';
import { ask, type Failure } from './api.ts';

/** Who this page is to the interface. */
export type Session =
  | { readonly state: 'asking' }
  | { readonly state: 'signed-out'; readonly failure?: Failure }
  | { readonly state: 'unreachable'; readonly failure: Failure }
  | { readonly state: 'signed-in'; readonly scope: 'read' | 'control' };

/** The session of this page. */
export const session = signal<Session>({ state: 'asking' });

/** Whether this page may change something. */
export function mayAct(): boolean {
  return session.value.state === 'signed-in' && session.value.scope === 'control';
}

/** Uses the link this page was opened by, if it signs in, or else the cookie. */
export async function resumeSession(): Promise<void> {
  const ticket = takeTicket();
  if (ticket !== undefined && (await signIn(ticket))) return;
  const before = session.value;
  const answer = await ask<{ scope: 'read' | 'control' | null }>('GET', '/api/v1/session');
  if ('failure' in answer) session.value = { state: 'unreachable', failure: answer.failure };
  else if (answer.data.scope !== null) session.value = { state: 'signed-in', scope: answer.data.scope };
  else session.value = before.state === 'signed-out' ? before : { state: 'signed-out' };
}

/** Shows a token, or a ticket, in exchange for a session; false when it is not taken. */
export async function signIn(token: string): Promise<boolean> {
  if (!/^[\w-]{1,128}$/u.test(token)) {
    session.value = { state: 'signed-out', failure: NO_TOKEN };
    return false;
  }
  const answer = await ask<{ scope: 'read' | 'control' }>('POST', '/api/v1/session', { token });
  if ('data' in answer) session.value = { state: 'signed-in', scope: answer.data.scope };
  else if (answer.failure.code === 'ADMIN_UNAUTHENTICATED') session.value = { state: 'signed-out', failure: REFUSED };
  else session.value = { state: 'signed-out', failure: answer.failure };
  return 'data' in answer;
}

/** Ends the session; where the process does not hear of it, says so. */
export async function signOut(): Promise<void> {
  const answer = await ask('DELETE', '/api/v1/session');
  const isOver = 'data' in answer || answer.failure.code === 'ADMIN_UNAUTHENTICATED';
  session.value = isOver ? { state: 'signed-out' } : { state: 'signed-out', failure: NOT_TOLD };
}

/** For requests that find out that the session has ended. */
export function sessionEnded(): void {
  if (session.value.state !== 'signed-in') return;
  session.value = {
    state: 'signed-out',
    failure: { code: 'ENDED', message: 'The session has ended.', hint: 'Sign in again.' },
  };
}

const REFUSED: Failure = {
  code: 'REFUSED',
  message: 'That is no token of this process, or a link that was used before or is older than ten minutes.',
  hint: 'Copy the whole content of admin.token, or of metrics.token for looking only.',
};

const NO_TOKEN: Failure = {
  code: 'NO_TOKEN',
  message: 'That is not the form of a token.',
  hint: 'A token is 43 letters, digits, hyphens and underscores.',
};

const NOT_TOLD: Failure = {
  code: 'NOT_TOLD',
  message: 'The process was not told to end the session.',
  hint: 'It did not answer. This browser may still be signed in: load the page again, and sign out once more.',
};

/** The ticket behind # in the address, which is taken out of it: it must not stay in the history. */
function takeTicket(): string | undefined {
  const ticket = /^#sign-in=([\w-]{1,128})$/u.exec(location.hash)?.[1];
  if (ticket !== undefined) history.replaceState(null, '', '/');
  return ticket;
}
