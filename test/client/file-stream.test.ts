import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { expectStreamEnd, writePieces } from '../../src/client/file-stream.ts';
import { StreamPair } from './stream-pair.ts';

const header = new Uint8Array(0);

test('the end of a stream is waited for', async () => {
  const { opener, acceptor } = new StreamPair(header);
  const expecting = expectStreamEnd(acceptor, 'It');
  await opener.end();
  await expecting;
});

test('bytes where the end should be are malformed', async () => {
  const { opener, acceptor } = new StreamPair(header);
  await opener.write(new Uint8Array(1));
  await opener.end();
  await assert.rejects(expectStreamEnd(acceptor, 'It'), {
    code: 'MALFORMED',
    message: /^It is malformed: bytes follow/u,
  });
});

test('a reset is not an end', async () => {
  const { opener, acceptor } = new StreamPair(header);
  opener.reset('why not');
  await assert.rejects(expectStreamEnd(acceptor, 'It'), { code: 'STREAM_RESET' });
});

test("bytes are written in pieces that share no record, in order, and are the caller's again", async () => {
  const { opener, acceptor } = new StreamPair(header);
  const sizes: number[] = [];
  const write = (piece: Uint8Array): Promise<void> => {
    sizes.push(piece.length);
    return opener.write(piece);
  };
  const bytes = randomBytes(2 * 65_536 + 1);
  const sent = Uint8Array.from(bytes);
  await writePieces({ write }, bytes);
  bytes.fill(0);
  assert.deepEqual(sizes, [65_536, 65_536, 1]);
  assert.ok(Buffer.from(await acceptor.readExactly(sent.length)).equals(sent));
});
