import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { printJson, printJsonLine, printLines, printNote } from '../../src/cli/standard-output.ts';

/** What a call writes to one of the standard streams. */
function written(t: TestContext, stream: NodeJS.WriteStream, call: () => void): string {
  const chunks: string[] = [];
  const mock = t.mock.method(stream, 'write', (chunk: string) => chunks.push(chunk) > 0);
  call();
  mock.mock.restore();
  return chunks.join('');
}

describe('standard output', () => {
  test('gets lines, each with its end', (t) => {
    assert.equal(
      written(t, process.stdout, () => printLines(['a', 'b'])),
      'a\nb\n',
    );
    assert.equal(
      written(t, process.stdout, () => printLines([])),
      '',
    );
  });

  test('gets JSON documents that begin with the version of their schema', (t) => {
    const document = written(t, process.stdout, () => printJson({ a: 1 }));
    assert.equal(document, '{\n  "schemaVersion": 1,\n  "a": 1\n}\n');
    assert.equal(
      written(t, process.stdout, () => printJsonLine({ a: 'x\ny' })),
      '{"schemaVersion":1,"a":"x\\ny"}\n',
    );
  });
});

describe('standard error', () => {
  test('gets what is not a result', (t) => {
    assert.equal(
      written(t, process.stderr, () => printNote('listening')),
      'listening\n',
    );
  });
});
