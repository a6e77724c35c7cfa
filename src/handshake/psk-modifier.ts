import { type HandshakePattern, type MessagePattern, patternError } from './handshake-pattern.ts';
import { requireValidPattern } from './handshake-pattern-rules.ts';

/**
 * The pattern with pre-shared keys at the given positions, in ascending order (Noise §9.4): 0 is the beginning of the
 * first message, n the end of the n-th. The name grows by `psk0+psk3`.
 *
 * Throws `ARGUMENT_INVALID` for positions that the pattern doesn't have, and for an unsafe result.
 */
export function withPskModifiers(pattern: HandshakePattern, positions: readonly number[]): HandshakePattern {
  if (positions.length === 0) return pattern;
  const ascending = positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? position));
  const inside = positions.every((position) => position >= 0 && position <= pattern.messages.length);
  const name = pattern.name + (pattern.family === 'hfs' ? '+' : '') + positions.map((n) => `psk${n}`).join('+');
  if (!ascending || !inside) throw patternError(name, 'a psk modifier is out of place');
  const modified = { ...pattern, name, messages: pattern.messages.map((message, i) => withPsk(message, i, positions)) };
  requireValidPattern(modified);
  return modified;
}

function withPsk(message: MessagePattern, index: number, positions: readonly number[]): MessagePattern {
  const before = index === 0 && positions.includes(0);
  const after = positions.includes(index + 1);
  return {
    sender: message.sender,
    tokens: [...(before ? (['psk'] as const) : []), ...message.tokens, ...(after ? (['psk'] as const) : [])],
  };
}
