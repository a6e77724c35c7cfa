import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command, CommanderError } from 'commander';
import { type TunnelLimitFlags, tunnelLimits, withTunnelLimits } from '../../src/cli/tunnel-flags.ts';

function limitsOf(words: readonly string[]): ReturnType<typeof tunnelLimits> {
  const command = withTunnelLimits(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse([...words], { from: 'user' });
  return tunnelLimits(command.opts<TunnelLimitFlags>());
}

describe('flags of tunnels', () => {
  test('leave the defaults to the library', () => assert.deepEqual(limitsOf([]), { allowPublicBind: false }));

  test('say seconds, and mean milliseconds', () => {
    const words = ['--idle-timeout', '0', '--dial-timeout', '3', '--max-connections', '7', '--unsafe-public-bind'];
    assert.deepEqual(limitsOf(words), {
      allowPublicBind: true,
      maxConnections: 7,
      idleTimeoutMs: 0,
      dialTimeoutMs: 3000,
    });
  });

  for (const words of [
    ['--idle-timeout', '-1'],
    ['--idle-timeout', '1.5'],
    ['--idle-timeout', '9999999999'],
    ['--dial-timeout', '0'],
    ['--max-connections', '0'],
    ['--max-connections', '1025'],
    ['--max-connections', 'many'],
  ]) {
    test(`refuse ${words.join(' ')}`, () => assert.throws(() => limitsOf(words), CommanderError));
  }
});
