import {
  type HandshakePattern,
  type HandshakeRole,
  type HandshakeToken,
  type MessagePattern,
  patternError,
  type TokenFamilyName,
} from './handshake-pattern.ts';
import { requireValidPattern } from './handshake-pattern-rules.ts';

const TOKENS: ReadonlySet<string> = new Set<HandshakeToken>([
  ...(['e', 's', 'ee', 'es', 'se', 'ss', 'psk'] as const),
  ...(['e1', 'ekem1', 'ekem', 'skem'] as const),
]);

/**
 * Reads a pattern in Noise notation on one line, such as `<- s ; ... ; -> e, es ; <- e, ee` (spec/noise §2.1).
 *
 * Throws `ARGUMENT_INVALID` for anything else, and for a pattern that breaks a rule of spec/noise §2.2.
 */
export function parseHandshakePattern(name: string, family: TokenFamilyName, text: string): HandshakePattern {
  const lines = text.split(' ; ');
  const divider = lines.indexOf('...');
  if (divider === 0) throw patternError(name, 'nothing is known before "..."');
  const knownStatics = lines.slice(0, Math.max(divider, 0)).map((line) => parseKnownStatic(name, line));
  const messages = lines.slice(divider + 1).map((line) => parseMessage(name, line));
  const pattern = { name, family, knownStatics, messages };
  requireValidPattern(pattern);
  return pattern;
}

function parseKnownStatic(name: string, line: string): HandshakeRole {
  const { sender, tokens } = parseMessage(name, line);
  if (tokens.length !== 1 || tokens[0] !== 's') throw patternError(name, `"${line}" cannot be known beforehand`);
  return sender;
}

function parseMessage(name: string, line: string): MessagePattern {
  const arrow = line.slice(0, 3);
  if (arrow !== '-> ' && arrow !== '<- ') throw patternError(name, `"${line}" does not begin with an arrow`);
  const tokens = line.slice(arrow.length).split(', ');
  const unknown = tokens.find((token) => !isToken(token));
  if (unknown !== undefined) throw patternError(name, `"${unknown}" is not a token`);
  return { sender: arrow === '-> ' ? 'initiator' : 'responder', tokens: tokens.filter(isToken) };
}

function isToken(text: string): text is HandshakeToken {
  return TOKENS.has(text);
}
