import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { packageProgram, runCommand } from '../../tools/command.ts';

test('a program that succeeds yields its standard output', () => {
  assert.equal(runCommand([process.execPath, '-p', '6 * 7']), '42\n');
});

test('a program runs in the folder it is given', () => {
  assert.equal(runCommand([process.execPath, '-p', 'process.cwd()'], tmpdir()).trim(), tmpdir());
});

test('a program that fails is an error with its exit code and all it printed', () => {
  const script = `console.log('one'); console.error('two'); process.exit(3)`;
  assert.throws(() => runCommand([process.execPath, '-e', script]), {
    name: 'CommandFailed',
    message: /ended with exit code 3:\none\ntwo$/u,
  });
});

test('a program that is not there, or is killed, is an error too', () => {
  assert.throws(() => runCommand(['no-such-program-here']), { name: 'CommandFailed', message: /ENOENT/u });
  assert.throws(
    () => runCommand([process.execPath, '-e', `process.kill(process.pid, 'SIGKILL')`]),
    /ended with SIGKILL/u,
  );
});

test('programs of installed packages are found and run with this Node.js', () => {
  const [node, script] = packageProgram('typescript', 'tsc');
  assert.equal(node, process.execPath);
  assert.match(runCommand([node, script, '--version']), /^Version 7\./u);
  assert.throws(() => packageProgram('typescript', 'no-such-program'), { name: 'CommandFailed' });
});
