import assert from 'node:assert/strict';
import test from 'node:test';
import type { HandshakePattern, TokenFamilyName } from '../../src/handshake/handshake-pattern.ts';
import { basePattern, patternNames } from '../../src/handshake/noise-patterns.ts';

const families: readonly TokenFamilyName[] = ['dh', 'kem', 'hybrid', 'hfs', 'qforge'];

test('all patterns are there: 3 one-way, 12 fundamental and 23 deferred ones, and those with KEMs', () => {
  const counts = families.map((family) => patternNames(family).length);
  assert.deepEqual(counts, [3 + 12 + 23, 12, 12, 1, 2]);
});

for (const family of families) {
  test(`every ${family} pattern is well-formed and valid, and parsed once`, () => {
    for (const name of patternNames(family)) {
      const pattern = basePattern(family, name);
      assert.deepEqual([pattern.name, pattern.family], [name, family]);
      assert.equal(basePattern(family, name), pattern);
    }
  });
}

test('names that the family lacks are refused, also those that every object has', () => {
  for (const name of ['XXX', 'pqXX', '', 'constructor', '__proto__', 'toString']) {
    assert.throws(() => basePattern('dh', name), { code: 'ARGUMENT_INVALID', message: /dh family does not have it/u });
  }
});

/** Who has which static key when, as the letters of a fundamental pattern's name say: Noise §7.5. */
const letters: Readonly<Record<string, { known: boolean; sentIn: number | undefined }>> = {
  N: { known: false, sentIn: undefined },
  K: { known: true, sentIn: undefined },
  X: { known: false, sentIn: 3 },
  I: { known: false, sentIn: 1 },
};

function checkLetters(pattern: HandshakePattern, [first = '', second = '']: string): void {
  const sentIn = (role: string): number | undefined => {
    const index = pattern.messages.findIndex(({ sender, tokens }) => sender === role && tokens.includes('s'));
    return index < 0 ? undefined : index + 1;
  };
  assert.deepEqual(
    { known: pattern.knownStatics.includes('initiator'), sentIn: sentIn('initiator') },
    letters[first],
    `${pattern.name}: initiator`,
  );
  const responder = second === 'X' ? { known: false, sentIn: 2 } : letters[second];
  assert.deepEqual(
    { known: pattern.knownStatics.includes('responder'), sentIn: sentIn('responder') },
    responder,
    `${pattern.name}: responder`,
  );
}

test('static keys are known or sent when the letters of the name say so, in every family', () => {
  let checked = 0;
  for (const family of families) {
    for (const name of patternNames(family)) {
      const match = /^(?:pq|hybrid)?([NKXI])1?([NKX])1?(?:hfs)?$/u.exec(name);
      if (match === null) continue;
      checkLetters(basePattern(family, name), `${match[1]}${match[2]}`);
      checked += 1;
    }
  }
  assert.equal(checked, 12 + 23 + 12 + 12 + 1 + 2);
});

test('a deferred pattern has the agreements of its fundamental one, each at most one message later', () => {
  const positions = (name: string): ReadonlyMap<string, number> =>
    new Map(
      basePattern('dh', name).messages.flatMap(({ tokens }, index) => tokens.map((token) => [token, index] as const)),
    );
  const deferred = patternNames('dh').filter((name) => name.includes('1'));
  for (const name of deferred) {
    const [early, late] = [positions(name.replaceAll('1', '')), positions(name)];
    for (const token of ['ee', 'es', 'se']) {
      const delay = (late.get(token) ?? -1) - (early.get(token) ?? -1);
      const mayWait = (token === 'se' && name[1] === '1') || (token === 'es' && name.at(-1) === '1');
      if (early.has(token)) assert.ok(mayWait ? delay === 1 : delay <= 0, `${name}: ${token} is ${delay} later`);
      else assert.ok(!late.has(token));
    }
  }
});
