import assert from 'node:assert/strict';
import test from 'node:test';
import { transcriptSteps } from '../../../tools/transcript/transcript.ts';

const DOCUMENT = `# A
\`\`\`sh
echo no
\`\`\`

\`\`\`console
bob$ listen
listening
alice$ say \\
  hello
said
\`\`\`
between
\`\`\`console
bob$ ^C
\`\`\`
`;

test('steps are found with their answers, lines and ends', () => {
  assert.deepEqual(transcriptSteps(DOCUMENT), [
    { user: 'bob', command: 'listen', answer: ['listening'], line: 7, runsOn: true },
    { user: 'alice', command: 'say hello', answer: ['said'], line: 9, runsOn: false },
    { user: 'bob', command: '^C', answer: [], line: 15, runsOn: false },
  ]);
});

test('an answer that nobody asked for is refused', () => {
  assert.throws(() => transcriptSteps('```console\nanswer\n```\n'), TypeError);
});
