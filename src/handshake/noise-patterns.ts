import { type HandshakePattern, patternError, type TokenFamilyName } from './handshake-pattern.ts';
import { parseHandshakePattern } from './pattern-notation.ts';

type PatternTexts = Readonly<Record<string, string>>;

/** Noise rev 34 §7.4, §7.5 and §18.1: one-way, fundamental and deferred patterns. */
const dhPatterns: PatternTexts = {
  N: '<- s ; ... ; -> e, es',
  K: '-> s ; <- s ; ... ; -> e, es, ss',
  X: '<- s ; ... ; -> e, es, s, ss',

  NN: '-> e ; <- e, ee',
  NK: '<- s ; ... ; -> e, es ; <- e, ee',
  NX: '-> e ; <- e, ee, s, es',
  KN: '-> s ; ... ; -> e ; <- e, ee, se',
  KK: '-> s ; <- s ; ... ; -> e, es, ss ; <- e, ee, se',
  KX: '-> s ; ... ; -> e ; <- e, ee, se, s, es',
  XN: '-> e ; <- e, ee ; -> s, se',
  XK: '<- s ; ... ; -> e, es ; <- e, ee ; -> s, se',
  XX: '-> e ; <- e, ee, s, es ; -> s, se',
  IN: '-> e, s ; <- e, ee, se',
  IK: '<- s ; ... ; -> e, es, s, ss ; <- e, ee, se',
  IX: '-> e, s ; <- e, ee, se, s, es',

  NK1: '<- s ; ... ; -> e ; <- e, ee, es',
  NX1: '-> e ; <- e, ee, s ; -> es',
  X1N: '-> e ; <- e, ee ; -> s ; <- se',
  X1K: '<- s ; ... ; -> e, es ; <- e, ee ; -> s ; <- se',
  XK1: '<- s ; ... ; -> e ; <- e, ee, es ; -> s, se',
  X1K1: '<- s ; ... ; -> e ; <- e, ee, es ; -> s ; <- se',
  X1X: '-> e ; <- e, ee, s, es ; -> s ; <- se',
  XX1: '-> e ; <- e, ee, s ; -> es, s, se',
  X1X1: '-> e ; <- e, ee, s ; -> es, s ; <- se',
  K1N: '-> s ; ... ; -> e ; <- e, ee ; -> se',
  K1K: '-> s ; <- s ; ... ; -> e, es ; <- e, ee ; -> se',
  KK1: '-> s ; <- s ; ... ; -> e ; <- e, ee, se, es',
  K1K1: '-> s ; <- s ; ... ; -> e ; <- e, ee, es ; -> se',
  K1X: '-> s ; ... ; -> e ; <- e, ee, s, es ; -> se',
  KX1: '-> s ; ... ; -> e ; <- e, ee, se, s ; -> es',
  K1X1: '-> s ; ... ; -> e ; <- e, ee, s ; -> se, es',
  I1N: '-> e, s ; <- e, ee ; -> se',
  I1K: '<- s ; ... ; -> e, es, s ; <- e, ee ; -> se',
  IK1: '<- s ; ... ; -> e, s ; <- e, ee, se, es',
  I1K1: '<- s ; ... ; -> e, s ; <- e, ee, es ; -> se',
  I1X: '-> e, s ; <- e, ee, s, es ; -> se',
  IX1: '-> e, s ; <- e, ee, se, s ; -> es',
  I1X1: '-> e, s ; <- e, ee, s ; -> se, es',
};

/** The HFS extension of Noise: KEM tokens beside the DH ones. */
const hfsPatterns: PatternTexts = {
  XXhfs: '-> e, e1 ; <- e, ee, ekem1, s, es ; -> s, se',
};

/** KEM only, as in clatter 2.2.0. */
const kemPatterns: PatternTexts = {
  pqNN: '-> e ; <- ekem',
  pqNK: '<- s ; ... ; -> skem, e ; <- ekem',
  pqNX: '-> e ; <- ekem, s ; -> skem',
  pqKN: '-> s ; ... ; -> e ; <- ekem, skem',
  pqKK: '-> s ; <- s ; ... ; -> skem, e ; <- ekem, skem',
  pqKX: '-> s ; ... ; -> e ; <- ekem, skem, s ; -> skem',
  pqXN: '-> e ; <- ekem ; -> s ; <- skem',
  pqXK: '<- s ; ... ; -> skem, e ; <- ekem ; -> s ; <- skem',
  pqXX: '-> e ; <- ekem, s ; -> skem, s ; <- skem',
  pqIN: '-> e, s ; <- ekem, skem',
  pqIK: '<- s ; ... ; -> skem, e, s ; <- ekem, skem',
  pqIX: '-> e, s ; <- ekem, skem, s ; -> skem',
};

/** DH and KEM under shared tokens, as in clatter 2.2.0; other versions order the tokens in another way. */
const hybridPatterns: PatternTexts = {
  hybridNN: '-> e ; <- ekem, e, ee',
  hybridNK: '<- s ; ... ; -> skem, e, es ; <- ekem, e, ee',
  hybridNX: '-> e ; <- ekem, e, ee, s, es ; -> skem',
  hybridKN: '-> s ; ... ; -> e ; <- ekem, skem, e, ee, se',
  hybridKK: '-> s ; <- s ; ... ; -> skem, e, es, ss ; <- ekem, skem, e, ee, se',
  hybridKX: '-> s ; ... ; -> e ; <- ekem, skem, e, ee, se, s, es ; -> skem',
  hybridXN: '-> e ; <- ekem, e, ee ; -> s, se ; <- skem',
  hybridXK: '<- s ; ... ; -> skem, e, es ; <- ekem, e, ee ; -> s, se ; <- skem',
  hybridXX: '-> e ; <- ekem, e, ee, s, es ; -> skem, s, se ; <- skem',
  hybridIN: '-> e, s ; <- ekem, skem, e, ee, se',
  hybridIK: '<- s ; ... ; -> skem, e, es, s, ss ; <- ekem, skem, e, ee, se',
  hybridIX: '-> e, s ; <- ekem, skem, e, ee, se, s, es ; -> skem',
};

/** The product's own patterns, used as XXpsk4 and IKpsk2: spec/handshake §4. */
const qforgePatterns: PatternTexts = {
  XX: '-> e, e1 ; <- e, ee, ekem1, s, es ; -> skem, s, se ; <- skem',
  IK: '<- s ; ... ; -> skem, e, e1, es, s, ss ; <- e, ee, ekem1, se, skem',
};

const patternTexts: Readonly<Record<TokenFamilyName, PatternTexts>> = {
  dh: dhPatterns,
  kem: kemPatterns,
  hybrid: hybridPatterns,
  hfs: hfsPatterns,
  qforge: qforgePatterns,
};

const parsed = new Map<string, HandshakePattern>();

/** The names of a family's patterns, without psk modifiers. */
export function patternNames(family: TokenFamilyName): readonly string[] {
  return Object.keys(patternTexts[family]);
}

/** A pattern without psk modifiers, parsed once. Throws `ARGUMENT_INVALID` for a name that the family doesn't have. */
export function basePattern(family: TokenFamilyName, name: string): HandshakePattern {
  const key = `${family} ${name}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const text = Object.hasOwn(patternTexts[family], name) ? patternTexts[family][name] : undefined;
  if (text === undefined) throw patternError(name, `the ${family} family does not have it`);
  const pattern = parseHandshakePattern(name, family, text);
  parsed.set(key, pattern);
  return pattern;
}
