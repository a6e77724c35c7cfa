/** What the interface says of a failure, or what this page says of a failure to reach it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** An answer, or why there is none. */
export type Answer<T> = { readonly data: T } | { readonly failure: Failure };

const UNREACHABLE: Failure = {
  code: 'UNREACHABLE',
  message: 'The process does not answer.',
  hint: 'It may have ended: see "qforge status" on its machine. This page tries again by itself.',
};

/** Asks the admin interface this page came from; the session's cookie goes with it. Never throws. */
export async function ask<T>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: AskOptions = {},
): Promise<Answer<T>> {
  const { body, token } = options;
  try {
    const response = await fetch(path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = (await response.json()) as T & { readonly error?: Failure };
    if (response.ok) return { data: answered };
    return { failure: answered.error ?? { ...UNREACHABLE, message: `The answer was ${response.status}.` } };
  } catch {
    return { failure: UNREACHABLE };
  }
}

/** What goes with a request. */
export interface AskOptions {
  readonly body?: unknown;
  /** Shown in place of the session's cookie. */
  readonly token?: string;
}
