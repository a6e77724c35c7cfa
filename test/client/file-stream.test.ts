import assert from 'node:assert/strict';
import test from 'node:test';
import { expectStreamEnd } from '../../src/client/file-stream.ts';
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
