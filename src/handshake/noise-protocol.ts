import { assert, QForgeError } from '../base/index.ts';
import type { AeadName, DhName, HashName, KemName } from '../crypto/index.ts';
import { type HandshakePattern, pskCount, type TokenFamilyName } from './handshake-pattern.ts';
import { type NoiseCipher, noiseCiphers, noiseDhNames, noiseHashNames, noiseKemNames } from './noise-algorithms.ts';
import { messagesOf, type NoiseMessage } from './noise-operations.ts';
import { basePattern } from './noise-patterns.ts';
import { withPskModifiers } from './psk-modifier.ts';

const MAX_NAME_BYTES = 255;

/** A pattern with all its algorithms: everything both sides must agree on beforehand. Noise §8, spec/noise §4. */
export interface NoiseProtocol {
  /** The name that starts the transcript. */
  readonly name: string;
  readonly pattern: HandshakePattern;
  readonly messages: readonly NoiseMessage[];
  /** How many pre-shared keys it takes. */
  readonly pskCount: number;
  readonly dh: DhName | undefined;
  readonly kem: KemName | undefined;
  readonly cipher: NoiseCipher;
  readonly hash: HashName;
}

/** Algorithms to go with a pattern: `dh` and `kem` exactly where its family has keys of that kind. */
export interface NoiseAlgorithms {
  readonly dh?: DhName;
  readonly kem?: KemName;
  readonly aead: AeadName;
  readonly hash: HashName;
}

/** Puts a protocol together, with its name. Throws `ARGUMENT_INVALID` for algorithms that the family does not take. */
export function assembleNoiseProtocol(pattern: HandshakePattern, algorithms: NoiseAlgorithms): NoiseProtocol {
  const keys = [nameOf(noiseDhNames, algorithms.dh), nameOf(noiseKemNames, algorithms.kem)].filter(
    (name) => name !== '',
  );
  const cipherName = [...noiseCiphers].find(([, cipher]) => cipher.aead === algorithms.aead)?.[0] ?? '';
  const name = ['Noise', pattern.name, keys.join('+'), cipherName, nameOf(noiseHashNames, algorithms.hash)].join('_');
  const protocol = parseNoiseProtocol(name);
  assert(protocol.pattern.family === pattern.family, 'a protocol name leads back to its pattern');
  return protocol;
}

/**
 * Reads a protocol name such as `Noise_XXpsk3_25519_ChaChaPoly_SHA256`: spec/noise §4.
 *
 * Throws `ARGUMENT_INVALID` for a name that is malformed or has an unknown part.
 */
export function parseNoiseProtocol(name: string): NoiseProtocol {
  const sections = name.split('_');
  const [noise, patternName = '', keyNames = '', cipherName = '', hashName = ''] = sections;
  if (noise !== 'Noise' || sections.length !== 5 || name.length > MAX_NAME_BYTES) throw nameError(name, 'its form');
  const { dh, kem } = parseKeyNames(name, keyNames);
  const pattern = parsePatternName(name, patternName, dh !== undefined, kem !== undefined);
  const cipher = noiseCiphers.get(cipherName);
  const hash = noiseHashNames.get(hashName);
  if (cipher === undefined) throw nameError(name, `the cipher ${cipherName}`);
  if (hash === undefined) throw nameError(name, `the hash ${hashName}`);
  return { name, pattern, messages: messagesOf(pattern), pskCount: pskCount(pattern), dh, kem, cipher, hash };
}

/** `25519`, `MLKEM768` or `25519+MLKEM768`. */
function parseKeyNames(name: string, text: string): Pick<NoiseProtocol, 'dh' | 'kem'> {
  const names = text.split('+');
  const dh = noiseDhNames.get(names[0] ?? '');
  const kem = noiseKemNames.get(names.at(-1) ?? '');
  const known = (dh === undefined ? 0 : 1) + (kem === undefined ? 0 : 1);
  if (known === 0 || known !== names.length) throw nameError(name, `the key algorithms ${text}`);
  return { dh, kem };
}

/** A base name, then modifiers: the first is simply appended, the others follow a plus sign (Noise §8.1). */
function parsePatternName(name: string, text: string, hasDh: boolean, hasKem: boolean): HandshakePattern {
  const match = /^((?:pq|hybrid)?[A-Z][A-Z0-9]*)(hfs)?\+?((?:psk\d(?:\+psk\d)*)?)$/.exec(text);
  if (match === null) throw nameError(name, `the pattern ${text}`);
  const [, base = '', hfs = '', psks = ''] = match;
  const family = familyOf(base + hfs, hasDh, hasKem);
  if (family === undefined) throw nameError(name, `this pattern with these key algorithms`);
  const positions = psks === '' ? [] : psks.split('+').map((psk) => Number(psk.slice('psk'.length)));
  const pattern = withPskModifiers(basePattern(family, base + hfs), positions);
  if (pattern.name !== text) throw nameError(name, `the pattern ${text}, which would be ${pattern.name}`);
  return pattern;
}

/** The family follows from the name alone, so that a name never stands for two protocols: spec/noise §4.2. */
function familyOf(baseName: string, hasDh: boolean, hasKem: boolean): TokenFamilyName | undefined {
  if (!hasKem) return 'dh';
  if (!hasDh) return 'kem';
  if (baseName.startsWith('hybrid')) return 'hybrid';
  return baseName.endsWith('hfs') ? 'hfs' : 'qforge';
}

function nameOf(names: ReadonlyMap<string, string>, algorithm: string | undefined): string {
  return [...names].find(([, known]) => known === algorithm)?.[0] ?? '';
}

function nameError(name: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', {
    argument: `the Noise protocol name "${name}"`,
    reason: `${reason} is not known`,
  });
}
