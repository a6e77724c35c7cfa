import assert from 'node:assert/strict';
import test from 'node:test';
import { runTranscript } from '../../../tools/transcript/run.ts';

function transcript(...lines: readonly string[]): string {
  return ['```console', ...lines, '```', ''].join('\n');
}

test('commands run as they are written, each user at home, files common', async () => {
  const document = transcript(
    'alice$ echo $HOME | grep -o "[a-z]*$" > who',
    'bob$ cat who',
    'alice',
    'bob$ qforge --version',
    'qforge …',
  );
  assert.equal(await runTranscript('a.md', document), 3);
});

test('a command that runs on is interrupted, and ports are free ones', async () => {
  const program = `require('node:net').createServer().listen(7700, '127.0.0.1', () => console.log('on 7700'))`;
  const document = transcript(`bob$ exec ${process.execPath} -e "${program}"`, 'on 7700', 'alice$ true', 'bob$ ^C');
  assert.equal(await runTranscript('a.md', document), 3);
});

test('what goes otherwise is told with its place and what was printed', async () => {
  await assert.rejects(
    runTranscript('a.md', transcript('alice$ echo other', 'this')),
    /a\.md:2: echo other\nit printed something else:\nother/u,
  );
  await assert.rejects(runTranscript('a.md', transcript('alice$ false')), /it ended with 1/u);
  await assert.rejects(runTranscript('a.md', transcript('alice$ ^C')), /nothing to interrupt/u);
});

test('an observer is told everything, and compares nothing', async () => {
  const seen: string[] = [];
  await runTranscript('a.md', transcript('alice$ echo one', 'two'), (step, printed) =>
    seen.push(step.command, ...printed),
  );
  assert.deepEqual(seen, ['echo one', 'one']);
});
