import { isEntityId } from '../etsi/sae-id.ts';

/** What a request to a key manager is for. */
export type KmeRoute =
  | { readonly call: 'status' | 'enc_keys' | 'dec_keys'; readonly sae: string; readonly query: URLSearchParams }
  | { readonly call: StreamCall; readonly isStream: true }
  | { readonly call: 'relay' | 'blocks' | 'streams' };

/** The calls of ETSI GS QKD 004. */
export type StreamCall = 'open_connect' | 'get_key' | 'close';

/** Why a request leads nowhere. */
export interface RouteProblem {
  readonly status: 400 | 404 | 405;
  readonly message: string;
  /** The methods that would do, for 405. */
  readonly allow?: string;
}

// ETSI GS QKD 014 §5.1; the others are our own. spec/kme §2.1
const KEYS_PATH = /^\/api\/v1\/keys\/(?<sae>[^/]+)\/(?<call>status|enc_keys|dec_keys)$/u;
const INNER_PATH = /^\/qforge\/kme\/v1\/(?<call>relay|blocks|streams)$/u;
const STREAM_PATH = /^\/qforge\/etsi004\/v1\/(?<call>open_connect|get_key|close)$/u;

/** Finds out what a request is for, from its method and target. */
export function routeOf(method: string, unverifiedTarget: string): KmeRoute | RouteProblem {
  const [path = '', ...rest] = unverifiedTarget.split('?');
  const inner = INNER_PATH.exec(path)?.groups?.['call'] as 'relay' | 'blocks' | 'streams' | undefined;
  if (inner !== undefined) return method === 'POST' ? { call: inner } : notAllowed('POST');
  const stream = STREAM_PATH.exec(path)?.groups?.['call'] as StreamCall | undefined;
  if (stream !== undefined) return method === 'POST' ? { call: stream, isStream: true } : notAllowed('POST');
  const groups = KEYS_PATH.exec(path)?.groups;
  if (groups === undefined) return { status: 404, message: 'there is nothing at this path' };
  const call = groups['call'] as 'status' | 'enc_keys' | 'dec_keys';
  const methods = call === 'status' ? ['GET'] : ['GET', 'POST'];
  if (!methods.includes(method)) return notAllowed(methods.join(', '));
  const sae = decoded(groups['sae'] ?? '');
  if (!isEntityId(sae)) return { status: 400, message: 'the SAE_ID in the path is not valid' };
  return { call, sae, query: new URLSearchParams(rest.join('?')) };
}

function decoded(unverified: string): string | undefined {
  try {
    return decodeURIComponent(unverified);
  } catch {
    return undefined;
  }
}

function notAllowed(allow: string): RouteProblem {
  return { status: 405, message: `this path takes ${allow} only`, allow };
}
