import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, type KeySource, SecretBytes } from '../../src/base/index.ts';
import { FRAME_TYPE } from '../../src/network/frame.ts';
import { REKEY_AFTER_MS, REKEY_HARD_STOP_MS, REKEY_RETRY_MS } from '../../src/network/rekey-limits.ts';
import { type SessionEnd, SteppedClock, settle, startedPair } from './session-pair.ts';

const rekeysOf = (end: SessionEnd): number => end.session.counters.rekeys;

/** A source of keys that both sides share, and may be told to fail. */
class Keys {
  readonly given: string[] = [];
  readonly fetched: string[] = [];
  isOut = false;
  answer: () => Promise<void> = () => Promise.resolve();

  sourceOf(localEndpoint: string): KeySource {
    return {
      name: 'test',
      simulated: true,
      localEndpoint,
      nextKey: async (peer) => {
        await this.answer();
        if (this.isOut) throw new TypeError('no key manager');
        const keyId = `key ${this.given.length}`;
        this.given.push(`${keyId} for ${peer}`);
        return { keyId, key: SecretBytes.take(Buffer.alloc(32, keyId)) };
      },
      keyById: async (peer, keyId) => {
        await this.answer();
        if (this.isOut) throw new TypeError('no key manager');
        this.fetched.push(`${keyId} of ${peer}`);
        return { keyId, key: SecretBytes.take(Buffer.alloc(32, keyId)) };
      },
    };
  }

  get terms(): [{ keySource: KeySource; peerEndpoint: string }, { keySource: KeySource; peerEndpoint: string }] {
    return [
      { keySource: this.sourceOf('sae-a'), peerEndpoint: 'sae-b' },
      { keySource: this.sourceOf('sae-b'), peerEndpoint: 'sae-a' },
    ];
  }
}

describe('a rekey', () => {
  test('changes both keys, and messages before, between and after it arrive in order', async () => {
    const { initiator, responder, chains } = await startedPair({ clock: new SteppedClock() });
    const roots = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      roots.add(Buffer.from(chains[0].root.expose()).toString('hex'));
      assert.deepEqual(chains[0].root.expose(), chains[1].root.expose());
      initiator.say(`a${round}`);
      initiator.session.rekey();
      initiator.say(`b${round}`);
      responder.say(`x${round}`);
      await settle();
      responder.say(`y${round}`);
      initiator.say(`c${round}`);
      await settle();
    }
    assert.equal(roots.size, 5);
    assert.deepEqual([rekeysOf(initiator), rekeysOf(responder)], [5, 5]);
    assert.deepEqual(
      responder.owner.messages,
      [0, 1, 2, 3, 4].flatMap((n) => [`a${n}`, `b${n}`, `c${n}`]),
    );
    assert.deepEqual(
      initiator.owner.messages,
      [0, 1, 2, 3, 4].flatMap((n) => [`x${n}`, `y${n}`]),
    );
    assert.deepEqual([initiator.owner.failure, responder.owner.failure], [undefined, undefined]);
  });

  test('comes by itself before keys are 120 s old, at a time of its own', async () => {
    const clock = new SteppedClock();
    const { initiator, responder } = await startedPair({ clock });
    clock.advance(REKEY_AFTER_MS * 0.9 - 1);
    await settle();
    assert.equal(rekeysOf(initiator), 0);
    clock.advance(REKEY_AFTER_MS * 0.1 + 1);
    await settle();
    assert.deepEqual([rekeysOf(initiator), rekeysOf(responder)], [1, 1]);
    for (let round = 0; round < 20; round += 1) {
      clock.advance(REKEY_AFTER_MS);
      await settle();
    }
    assert.deepEqual([rekeysOf(initiator), responder.owner.over], [21, false]);
  });

  test('comes after so many records, in either direction, asked for by whoever has counted', async () => {
    for (const sender of ['initiator', 'responder'] as const) {
      const pair = await startedPair({ clock: new SteppedClock(), limits: { afterRecords: 10 } });
      for (let count = 0; count < 35; count += 1) {
        pair[sender].say(`${count}`);
        await settle();
      }
      const rekeys = rekeysOf(pair.initiator);
      assert.ok(rekeys >= 3 && rekeys <= 6, `${sender}: ${rekeys}`);
      assert.equal(rekeysOf(pair.responder), rekeys);
      const seen = (sender === 'initiator' ? pair.responder : pair.initiator).owner.messages;
      assert.deepEqual(
        seen,
        Array.from({ length: 35 }, (_, index) => `${index}`),
      );
      assert.ok(pair.initiator.session.counters.recordsSent >= 35 / (sender === 'initiator' ? 1 : 35));
    }
  });

  test('comes after so many bytes', async () => {
    const { initiator, responder } = await startedPair({ clock: new SteppedClock(), limits: { afterBytes: 100_000 } });
    for (let count = 0; count < 12; count += 1) {
      initiator.say('x'.repeat(20_000));
      await settle();
    }
    assert.ok(rekeysOf(initiator) >= 2 && rekeysOf(initiator) <= 3, `${rekeysOf(initiator)}`);
    assert.equal(responder.owner.messages.length, 12);
  });

  test('is one, however many ask for it at once', async () => {
    const { initiator, responder } = await startedPair({ clock: new SteppedClock() });
    for (let count = 0; count < 5; count += 1) {
      responder.session.rekey();
      initiator.session.rekey();
    }
    await settle();
    assert.deepEqual([rekeysOf(initiator), rekeysOf(responder)], [1, 1]);
    assert.deepEqual([initiator.owner.rekeys, responder.owner.rekeys], [[0], [0]]);
  });

  test('does not keep a session from closing, whoever closes and whenever', async () => {
    for (const closer of ['initiator', 'responder'] as const) {
      for (let delay = 0; delay < 12; delay += 1) {
        const pair = await startedPair({ clock: new SteppedClock() });
        pair.initiator.session.rekey();
        for (let count = 0; count < delay; count += 1) await Promise.resolve();
        pair.initiator.say('last');
        pair[closer].session.close();
        await settle();
        const { initiator, responder } = pair;
        assert.deepEqual([initiator.owner.over, responder.owner.over], [true, true], `${closer} after ${delay}`);
        assert.deepEqual([initiator.owner.failure, responder.owner.failure], [undefined, undefined]);
        assert.deepEqual(responder.owner.messages, ['last']);
      }
    }
  });

  test('overwrites the roots with the session', async () => {
    const { initiator, responder, chains } = await startedPair({ clock: new SteppedClock() });
    initiator.session.rekey();
    await settle();
    initiator.session.close();
    await settle();
    assert.equal(responder.owner.over, true);
    for (const chain of chains) assert.throws(() => chain.root.expose(), { code: 'SECRET_WIPED' });
  });
});

describe('keys without a rekey', () => {
  test('end the session on both sides when they are 180 s old', async () => {
    const clock = new SteppedClock();
    const deaf = await startedPair({ clock, limits: { afterMs: 1e9 } });
    clock.advance(REKEY_HARD_STOP_MS - 1);
    await settle();
    assert.deepEqual([deaf.initiator.owner.over, deaf.responder.owner.over], [false, false]);
    clock.advance(1);
    await settle();
    const codes = [deaf.initiator.owner.failure?.code, deaf.responder.owner.failure?.code];
    assert.ok(codes.includes('REKEY_OVERDUE'), codes.join());
    assert.deepEqual([deaf.initiator.owner.over, deaf.responder.owner.over], [true, true]);
  });

  test('end the session of an initiator whose offer is not answered', async () => {
    const clock = new SteppedClock();
    const keys = new Keys();
    const { initiator, responder } = await startedPair({ clock, sharedKeys: [keys.terms[0], keys.terms[1]] });
    keys.answer = () => new Promise(() => undefined);
    clock.advance(REKEY_AFTER_MS);
    await settle();
    assert.equal(rekeysOf(initiator), 0);
    clock.advance(REKEY_HARD_STOP_MS - REKEY_AFTER_MS);
    await settle();
    assert.ok(
      isQForgeError(initiator.owner.failure, 'REKEY_OVERDUE') ||
        isQForgeError(responder.owner.failure, 'REKEY_OVERDUE'),
    );
    assert.deepEqual([initiator.owner.over, responder.owner.over], [true, true]);
  });
});

describe('shared keys in a rekey', () => {
  test('are taken by the initiator, fetched by the responder, and change the root', async () => {
    const keys = new Keys();
    const { initiator, responder, chains } = await startedPair({
      clock: new SteppedClock(),
      policy: 'require-both',
      sharedKeys: keys.terms,
    });
    initiator.session.rekey();
    await settle();
    assert.deepEqual([keys.given, keys.fetched], [['key 0 for sae-b'], ['key 0 of sae-a']]);
    assert.deepEqual([initiator.owner.rekeys, responder.owner.rekeys], [[1], [1]]);
    assert.deepEqual(chains[0].root.expose(), chains[1].root.expose());
    initiator.say('under the new key');
    await settle();
    assert.deepEqual(responder.owner.messages, ['under the new key']);
  });

  test('that a policy wants are asked for again, until the keys are too old: it never goes on without', async () => {
    const keys = new Keys();
    const clock = new SteppedClock();
    const pair = await startedPair({ clock, policy: 'require-qkd', sharedKeys: keys.terms });
    keys.isOut = true;
    clock.advance(REKEY_AFTER_MS);
    await settle();
    assert.deepEqual([rekeysOf(pair.initiator), pair.initiator.owner.over], [0, false]);
    keys.isOut = false;
    clock.advance(REKEY_RETRY_MS);
    await settle();
    assert.equal(rekeysOf(pair.initiator), 1);
    keys.isOut = true;
    for (let passed = 0; passed <= REKEY_HARD_STOP_MS; passed += REKEY_RETRY_MS) {
      clock.advance(REKEY_RETRY_MS);
      await settle();
    }
    assert.equal(rekeysOf(pair.initiator), 1);
    assert.deepEqual([pair.initiator.owner.over, pair.responder.owner.over], [true, true]);
    const failure = [pair.initiator, pair.responder].map((end) => end.owner.failure?.code);
    assert.ok(failure.includes('REKEY_OVERDUE'), failure.join());
  });

  test('that the responder cannot get end the session', async () => {
    const [keys, others] = [new Keys(), new Keys()];
    others.isOut = true;
    const { initiator, responder } = await startedPair({
      clock: new SteppedClock(),
      sharedKeys: [keys.terms[0], others.terms[1]],
    });
    initiator.session.rekey();
    await settle();
    assert.equal(responder.owner.failure?.code, 'QKD_KEY_REQUIRED');
    assert.equal(initiator.owner.over, true);
  });

  test('are refused by a responder whose policy wants one, when there is none', async () => {
    const { initiator, responder } = await startedPair({
      clock: new SteppedClock(),
      sharedKeys: [{}, { policy: 'require-both' }],
    });
    initiator.session.rekey();
    await settle();
    assert.equal(responder.owner.failure?.code, 'QKD_KEY_REQUIRED');
  });

  test('are done without, where no policy wants them', async () => {
    const keys = new Keys();
    keys.isOut = true;
    const { initiator, responder } = await startedPair({
      clock: new SteppedClock(),
      policy: 'either',
      sharedKeys: keys.terms,
    });
    initiator.session.rekey();
    await settle();
    assert.deepEqual([initiator.owner.rekeys, responder.owner.rekeys], [[0], [0]]);
  });
});

describe('rekey frames out of turn', () => {
  const cases: readonly (readonly ['initiator' | 'responder', number, number])[] = [
    ['initiator', FRAME_TYPE.rekeyAsk, 0],
    ['initiator', FRAME_TYPE.rekeyAnswer, 4 + 32 + 1088],
    ['initiator', FRAME_TYPE.rekeyDone, 0],
    ['initiator', FRAME_TYPE.rekeyOffer, 4 + 32 + 1184 + 1],
    ['initiator', FRAME_TYPE.rekeyOffer, 7],
    ['responder', FRAME_TYPE.rekeyOffer, 4 + 32 + 1184 + 1],
    ['responder', FRAME_TYPE.rekeyAnswer, 4 + 32 + 1088],
    ['responder', FRAME_TYPE.rekeyDone, 0],
  ];
  for (const [sender, type, bytes] of cases) {
    test(`of type ${type} with ${bytes} bytes from the ${sender} end the session`, async () => {
      const pair = await startedPair({ clock: new SteppedClock() });
      pair[sender].session.send(type, new Uint8Array(0), new Uint8Array(bytes));
      await settle();
      const reader = sender === 'initiator' ? pair.responder : pair.initiator;
      assert.equal(reader.owner.failure?.code, 'RECORD_INVALID');
    });
  }

  test('an answer with a wrong generation, or another ciphertext, ends the session', async () => {
    const pair = await startedPair({ clock: new SteppedClock() });
    pair.initiator.session.rekey();
    await Promise.resolve();
    await Promise.resolve();
    pair.responder.session.send(FRAME_TYPE.rekeyAnswer, new Uint8Array(0), new Uint8Array(4 + 32 + 1088).fill(2));
    await settle();
    assert.equal(pair.initiator.owner.failure?.code, 'RECORD_INVALID');
  });
});
