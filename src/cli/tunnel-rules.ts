import { QForgeError } from '../base/index.ts';
import { isPeerId, isTunnelRule, type TrustStore, type TunnelRules } from '../client/index.ts';

/** The rules of `--allow PEER=RULE` and `--allow-bind PEER=RULE`, by PeerId. Throws `PEER_UNKNOWN` and `ARGUMENT_INVALID`. */
export function tunnelRules(
  store: Pick<TrustStore, 'find'>,
  connect: readonly string[],
  bind: readonly string[],
): ReadonlyMap<string, TunnelRules> {
  const rules = new Map<string, { connect: string[]; bind: string[] }>();
  const add = (kind: keyof TunnelRules, text: string): void => {
    const { peerId, rule } = parseRule(store, text);
    const own = rules.get(peerId) ?? { connect: [], bind: [] };
    own[kind].push(rule);
    rules.set(peerId, own);
  };
  for (const text of connect) add('connect', text);
  for (const text of bind) add('bind', text);
  return rules;
}

function parseRule(store: Pick<TrustStore, 'find'>, text: string): { readonly peerId: string; readonly rule: string } {
  const equals = text.indexOf('=');
  if (equals <= 0) throw invalid(text, 'it has not the form PEER=HOST:PORT');
  const [peer, rule] = [text.slice(0, equals), text.slice(equals + 1)];
  const peerId = store.find(peer)?.peerId ?? (isPeerId(peer) ? peer : undefined);
  if (peerId === undefined) throw new QForgeError('PEER_UNKNOWN', { peer });
  if (!isTunnelRule(rule)) throw invalid(text, `"${rule}" is not a rule like localhost:5432, 10.0.0.0/8:443 or *:80`);
  return { peerId, rule };
}

function invalid(text: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: `The rule "${text}"`, reason });
}
