import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { COOKIE_BYTES, COOKIE_SECRET_LIFETIME_MS, CookieMint } from '../../src/handshake/cookie-mint.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);
const HERE = 'tcp://192.0.2.1:4000';
const START_MS = 5_000;

describe('a cookie mint', () => {
  for (const backend of [nativeBackend, portableBackend]) {
    test(`recognises what it has issued (${backend.name})`, () => {
      const mint = new CookieMint(backend);
      const cookie = mint.issue(HERE, START_MS);
      assert.equal(cookie.length, COOKIE_BYTES);
      assert.equal(mint.accepts(cookie, HERE, START_MS), true);
      assert.deepEqual(mint.issue(HERE, START_MS + 1), cookie);
    });
  }

  test('refuses it from every other address, another port included', () => {
    const mint = new CookieMint(nativeBackend);
    const cookie = mint.issue(HERE, START_MS);
    for (const elsewhere of ['tcp://192.0.2.1:4001', 'tcp://192.0.2.2:4000', 'ws://192.0.2.1:4000', '', `${HERE}0`]) {
      assert.equal(mint.accepts(cookie, elsewhere, START_MS), false, elsewhere);
    }
  });

  test('refuses every forged cookie: changed in a bit, cut short, of another mint', () => {
    const mint = new CookieMint(nativeBackend);
    const cookie = mint.issue(HERE, START_MS);
    for (let bit = 0; bit < 8 * COOKIE_BYTES; bit++) {
      const forged = cookie.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(mint.accepts(forged, HERE, START_MS), false, `bit ${bit}`);
    }
    assert.equal(mint.accepts(cookie.subarray(1), HERE, START_MS), false);
    assert.equal(mint.accepts(new Uint8Array(0), HERE, START_MS), false);
    assert.equal(new CookieMint(nativeBackend).accepts(cookie, HERE, START_MS), false);
  });

  test('takes a new secret in time, and then issues other cookies', () => {
    const mint = new CookieMint(nativeBackend);
    const cookie = mint.issue(HERE, START_MS);
    assert.deepEqual(mint.issue(HERE, START_MS + COOKIE_SECRET_LIFETIME_MS - 1), cookie);
    assert.notDeepEqual(mint.issue(HERE, START_MS + COOKIE_SECRET_LIFETIME_MS), cookie);
    assert.equal(mint.accepts(cookie, HERE, START_MS + COOKIE_SECRET_LIFETIME_MS), true);
  });

  // The rule written out: whatever else is asked in between, a cookie is good until its secret is two lifetimes old.
  test('a cookie lives one to two lifetimes of its secret, never longer', () => {
    const times = fc.array(fc.integer({ min: 0, max: 4 * COOKIE_SECRET_LIFETIME_MS }), { maxLength: 8 });
    fc.assert(
      fc.property(times, times, (before, after) => {
        const mint = new CookieMint(nativeBackend);
        const earlier = before.toSorted((a, b) => a - b);
        for (const ms of earlier) mint.issue(HERE, ms);
        const issuedMs = earlier.at(-1) ?? 0;
        const cookie = mint.issue(HERE, issuedMs);
        for (const ms of after.map((later) => issuedMs + later).toSorted((a, b) => a - b)) {
          const accepted = mint.accepts(cookie, HERE, ms);
          if (ms - issuedMs < COOKIE_SECRET_LIFETIME_MS) assert.equal(accepted, true);
          if (ms - issuedMs >= 2 * COOKIE_SECRET_LIFETIME_MS) assert.equal(accepted, false);
        }
      }),
      { seed, numRuns: 200 },
    );
  });

  test('draws 32 random bytes for each secret and no more', () => {
    const drawn: number[] = [];
    const backend: CryptoBackend = {
      ...nativeBackend,
      random: {
        fill: (target) => {
          drawn.push(target.length);
          return nativeBackend.random.fill(target);
        },
      },
    };
    const mint = new CookieMint(backend);
    for (const ms of [0, 1, COOKIE_SECRET_LIFETIME_MS, 5 * COOKIE_SECRET_LIFETIME_MS]) mint.issue(HERE, ms);
    assert.deepEqual(drawn, [32, 32, 32]);
  });
});
