import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { encodeAnswer } from '../../src/client/file-messages.ts';
import { TreeAnswers } from '../../src/client/tree-answers.ts';
import { OFFERS_AHEAD } from '../../src/client/tree-messages.ts';
import { StreamPair } from './stream-pair.ts';

const digest = new Uint8Array(32).fill(3);
const ok = (offset: number): Uint8Array => encodeAnswer({ status: 'ok', offset, digest });

function start(): { pair: StreamPair; answers: TreeAnswers } {
  const pair = new StreamPair(utf8('header'));
  return { pair, answers: new TreeAnswers(pair.opener, 'tree at bob') };
}

describe('the answers of a receiver', () => {
  test('come in order, in whatever pieces', async () => {
    const { pair, answers } = start();
    const bytes = Buffer.concat([ok(1), ok(2), ok(3)]);
    for (let offset = 0; offset < bytes.length; offset += 7)
      await pair.acceptor.write(bytes.subarray(offset, offset + 7));
    for (const offset of [1, 2, 3]) assert.equal((await answers.next()).offset, offset);
    await pair.acceptor.end();
    await answers.end();
  });

  test('that refuse end the stream, so that a writer who waits learns of it', async () => {
    const { pair, answers } = start();
    const writing = pair.opener.write(new Uint8Array(4_000_000));
    await pair.acceptor.write(encodeAnswer({ status: 'disk full' }));
    await pair.acceptor.end();
    await assert.rejects(writing, (error) => isQForgeError(error, 'STREAM_RESET'));
    await assert.rejects(answers.next(), (error) => isQForgeError(error, 'DISK_FULL'));
    assert.ok(isQForgeError(answers.refusal, 'DISK_FULL'));
  });

  test('that end early, are cut, or are malformed are told as that', async () => {
    const ended = start();
    await ended.pair.acceptor.end();
    await assert.rejects(ended.answers.next(), (error) => isQForgeError(error, 'STREAM_ENDED'));
    const half = start();
    await half.pair.acceptor.write(ok(1).subarray(0, 5));
    await half.pair.acceptor.end();
    await assert.rejects(half.answers.next(), (error) => isQForgeError(error, 'STREAM_ENDED'));
    const odd = start();
    await odd.pair.acceptor.write(new Uint8Array(41).fill(99));
    await assert.rejects(odd.answers.next(), (error) => isQForgeError(error, 'MALFORMED'));
    const cut = start();
    cut.pair.cut();
    await assert.rejects(cut.answers.next(), (error) => isQForgeError(error, 'CONNECTION_LOST'));
  });

  test('that nobody asked for are not kept without end', async () => {
    const { pair, answers } = start();
    const flood = Buffer.concat(Array.from({ length: OFFERS_AHEAD + 5 }, () => ok(0)));
    await pair.acceptor.write(flood);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (let count = 0; count <= OFFERS_AHEAD; count += 1) await answers.next();
    await assert.rejects(answers.next(), (error) => isQForgeError(error, 'MALFORMED'));
  });

  test('behind the result are malformed', async () => {
    const { pair, answers } = start();
    await pair.acceptor.write(Buffer.concat([ok(0), ok(0)]));
    await pair.acceptor.end();
    await answers.next();
    await assert.rejects(answers.end(), (error) => isQForgeError(error, 'MALFORMED'));
  });
});
