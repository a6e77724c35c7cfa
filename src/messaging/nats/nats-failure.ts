import { QForgeError } from '../../base/index.ts';

/** What a failed call of the server means. */
export interface NatsFailure {
  readonly error: QForgeError;
  /** It may go well a moment later: a leader is being elected, a connection made again. */
  readonly isTransient: boolean;
}

/** Codes of the JetStream API (`err_code`). */
const API = {
  noPeers: 10_005,
  noMessage: 10_037,
  wrongSequence: 10_071,
  streamNotFound: 10_059,
  storeFailed: 10_077,
  inProcess: 10_158,
} as const;
/** No room, or no server with room. */
const FULL: ReadonlySet<number> = new Set([10_023, 10_028, 10_047, 10_054]);
const DENIED: ReadonlySet<string> = new Set([
  'AuthorizationError',
  'PermissionViolationError',
  'UserAuthenticationExpiredError',
]);
/** "jetstream is not enabled" is what a client makes of nobody answering, for seconds after a leader was lost. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'TimeoutError',
  'NoResponders',
  'JetStreamNotEnabled',
  'DisconnectError',
  'ConnectionError',
  'RequestError',
]);

/** The typed error for whatever a client of NATS threw. `engine` is the address without secrets. */
export function natsFailure(thrown: unknown, engine: string): NatsFailure {
  const chain = causesOf(thrown);
  const named = (names: ReadonlySet<string>): Error | undefined => chain.find(({ name }) => names.has(name));
  const denied = named(DENIED);
  if (denied !== undefined) return refusal('MAIL_STORE_DENIED', engine, reasonOf(denied), thrown);
  const api = chain.map(apiCodeOf).find((code) => code !== undefined);
  if (api !== undefined) return apiFailure(api, chain, engine, thrown);
  const transient = named(TRANSIENT);
  return {
    error: new QForgeError(
      'MAIL_STORE_UNAVAILABLE',
      { engine, reason: reasonOf(transient ?? chain[0]) },
      { cause: thrown },
    ),
    // "raft: not leader" comes with a status and without a code.
    isTransient: transient !== undefined || statusOf(chain) >= 500,
  };
}

/** Whether the call failed because nobody serves such a stream: there is none, or it has no leader now. */
export function isMissingStream(thrown: unknown): boolean {
  return causesOf(thrown).some(
    (error) => ['NoResponders', 'JetStreamNotEnabled'].includes(error.name) || apiCodeOf(error) === API.streamNotFound,
  );
}

/** Whether the call failed because somebody else has changed the subject meanwhile. */
export function isWrongSequence(thrown: unknown): boolean {
  return causesOf(thrown).some((error) => apiCodeOf(error) === API.wrongSequence);
}

/** Whether there is no such message, any more. */
export function isNoMessage(thrown: unknown): boolean {
  return causesOf(thrown).some(
    (error) =>
      apiCodeOf(error) === API.noMessage || (apiCodeOf(error) !== undefined && /not found/u.test(error.message)),
  );
}

/** Whether the stream is full for this subject alone. */
export function isSubjectFull(thrown: unknown): boolean {
  return causesOf(thrown).some((error) => /messages per subject/u.test(error.message));
}

/** Whether the server has acted on the call, and answered that it could not be done. */
export function isAnswered(thrown: unknown): boolean {
  return causesOf(thrown).some((error) => apiCodeOf(error) !== undefined);
}

function apiFailure(code: number, chain: readonly Error[], engine: string, thrown: unknown): NatsFailure {
  const reason = reasonOf(chain.find((error) => apiCodeOf(error) !== undefined));
  const isFull = FULL.has(code) || (code === API.storeFailed && /maximum|no space|insufficient/u.test(reason));
  if (isFull) return refusal('MAIL_STORE_FULL', engine, reason, thrown);
  const error = new QForgeError('MAIL_STORE_UNAVAILABLE', { engine, reason }, { cause: thrown });
  // A server that has just started has not been seen by all others yet.
  const isAwayNow = code === API.noPeers && /peer offline/u.test(reason);
  return { error, isTransient: statusOf(chain) >= 500 || code === API.inProcess || isAwayNow };
}

function refusal(
  code: 'MAIL_STORE_DENIED' | 'MAIL_STORE_FULL',
  engine: string,
  reason: string,
  cause: unknown,
): NatsFailure {
  return { error: new QForgeError(code, { engine, reason }, { cause }), isTransient: false };
}

function causesOf(thrown: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let error = thrown; error instanceof Error && chain.length < 8; error = error.cause) chain.push(error);
  return chain;
}

/** A code of the API, from an error that carries one. */
function apiCodeOf(error: Error): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && code >= 10_000 ? code : undefined;
}

function statusOf(chain: readonly Error[]): number {
  const status = chain
    .map((error) => (error as { status?: unknown }).status)
    .find((value) => typeof value === 'number');
  return typeof status === 'number' ? status : 0;
}

function reasonOf(error: Error | undefined): string {
  return (error?.message ?? 'it failed without a reason').replace(/\.$/u, '');
}
