import {
  type HandshakePattern,
  type HandshakeRole,
  type HandshakeToken,
  type MessagePattern,
  otherRole,
  patternError,
} from './handshake-pattern.ts';

/** What has happened so far while a pattern is walked through: `initiator e`, `responder skem`, `ee`, `psk`. */
type Events = Set<string>;

/**
 * Refuses patterns that are ill-formed or unsafe: Noise §7.3 and §9.3, carried over to KEM tokens (spec/noise §2.2).
 *
 * Throws `ARGUMENT_INVALID` with the broken rule.
 */
export function requireValidPattern(pattern: HandshakePattern): void {
  const broken = brokenRule(pattern);
  if (broken !== undefined) throw patternError(pattern.name, broken);
}

function brokenRule({ knownStatics, messages }: HandshakePattern): string | undefined {
  if (messages.length === 0) return 'it has no messages';
  if (new Set(knownStatics).size !== knownStatics.length) return 'a static key is known twice';
  const events: Events = new Set(knownStatics.map((role) => `${role} s`));
  for (const [index, message] of messages.entries()) {
    if (message.sender !== (index % 2 === 0 ? 'initiator' : 'responder')) return 'the messages do not take turns';
    const broken = brokenRuleOfMessage(message, events);
    if (broken !== undefined) return `message ${index + 1}: ${broken}`;
  }
  // Whoever sends nothing in a one-way pattern has nothing to protect afterwards either.
  const unsafe = (['initiator', 'responder'] as const).some((role) => isUnsafePayload(role, events));
  return messages.length > 1 && unsafe ? 'what follows the handshake is not protected by fresh randomness' : undefined;
}

function brokenRuleOfMessage({ sender, tokens }: MessagePattern, events: Events): string | undefined {
  for (const token of tokens) {
    const broken = brokenRuleOfToken(sender, token, events);
    if (broken !== undefined) return broken;
  }
  return isUnsafePayload(sender, events) ? 'the payload is not protected by fresh randomness' : undefined;
}

function brokenRuleOfToken(sender: HandshakeRole, token: HandshakeToken, events: Events): string | undefined {
  const event = eventOf(sender, token);
  if (token !== 'psk' && events.has(event)) return `${token} is repeated`;
  const missing = prerequisites(sender, token).find((needed) => !events.has(needed));
  if (missing !== undefined) return `${token} needs "${missing}" before it`;
  if (isEncrypted(token) && isUnsafeField(sender, events)) return `${token} is not protected by fresh randomness`;
  events.add(event);
  return undefined;
}

function eventOf(sender: HandshakeRole, token: HandshakeToken): string {
  return isAgreement(token) || token === 'psk' ? token : `${sender} ${token}`;
}

function isAgreement(token: HandshakeToken): boolean {
  return token === 'ee' || token === 'es' || token === 'se' || token === 'ss';
}

/** Tokens that put something encrypted on the wire once there is a key; `e1` is not always, which errs on the safe side. */
function isEncrypted(token: HandshakeToken): boolean {
  return token === 's' || token === 'e1' || token === 'ekem1' || token === 'skem';
}

function prerequisites(sender: HandshakeRole, token: HandshakeToken): readonly string[] {
  if (isAgreement(token)) return [`initiator ${token[0]}`, `responder ${token[1]}`];
  if (token === 'ekem') return [`${otherRole(sender)} e`];
  if (token === 'ekem1') return [`${otherRole(sender)} e1`];
  if (token === 'skem') return [`${otherRole(sender)} s`];
  return [];
}

/**
 * Whether a payload sent now might repeat a key: the sender has used its static key with a public key that its own
 * ephemeral key has not met (Noise §7.3, rule 4), or a pre-shared key without adding randomness (Noise §9.3).
 */
function isUnsafePayload(sender: HandshakeRole, events: Events): boolean {
  const unmet = staticAgreements(sender).some(([withStatic, withEphemeral]) => {
    return events.has(withStatic) && !events.has(withEphemeral);
  });
  return unmet || isUnsafeField(sender, events);
}

/**
 * The same for a field inside a message, where one agreement of the sender's ephemeral key or one encapsulation by the
 * sender is enough: in the HFS extension `ekem1` stands between `ee` and `se`.
 */
function isUnsafeField(sender: HandshakeRole, events: Events): boolean {
  const usedStatic = staticAgreements(sender).some(([withStatic]) => events.has(withStatic));
  const usedEphemeral = staticAgreements(sender).some(([, withEphemeral]) => events.has(withEphemeral));
  const encapsulated = ['ekem', 'ekem1', 'skem'].some((token) => events.has(`${sender} ${token}`));
  const addedRandomness = encapsulated || events.has(`${sender} e`);
  return (usedStatic && !usedEphemeral && !encapsulated) || (events.has('psk') && !addedRandomness);
}

/** Agreements of the sender's static key, each with that of its ephemeral key and the same key of the peer. */
function staticAgreements(sender: HandshakeRole): readonly (readonly [HandshakeToken, HandshakeToken])[] {
  const withEphemeralOfPeer = [sender === 'initiator' ? 'se' : 'es', 'ee'] as const;
  return [withEphemeralOfPeer, ['ss', sender === 'initiator' ? 'es' : 'se']];
}
