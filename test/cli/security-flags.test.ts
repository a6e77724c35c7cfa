import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { isQForgeError } from '../../src/base/index.ts';
import { type SecurityFlags, securityOptions, withSecurityFlags } from '../../src/cli/security-flags.ts';

function flagsOf(...line: readonly string[]): SecurityFlags {
  const command = withSecurityFlags(new Command('x'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(line, { from: 'user' }).opts<SecurityFlags>();
}

describe('the flags of security', () => {
  test('say which level is expected, and which generator is mixed in', () => {
    assert.deepEqual(securityOptions(flagsOf(), {}), {});
    assert.deepEqual(securityOptions(flagsOf('--security-level', 'maximum'), {}), { securityLevel: 'maximum' });
    assert.deepEqual(securityOptions(flagsOf('--entropy', '/dev/hwrng'), {}), { entropy: { devices: ['/dev/hwrng'] } });
    assert.deepEqual(securityOptions(flagsOf('--entropy', 'https://q.example/'), {}), {
      entropy: { url: 'https://q.example/' },
    });
  });

  test('come before the environment, where an empty value is none', () => {
    const environment = { QFORGE_SECURITY_LEVEL: 'standard', QFORGE_ENTROPY: '/dev/qrandom0' };
    assert.deepEqual(securityOptions(flagsOf(), environment), {
      securityLevel: 'standard',
      entropy: { devices: ['/dev/qrandom0'] },
    });
    assert.equal(securityOptions(flagsOf('--security-level', 'high'), environment).securityLevel, 'high');
    assert.deepEqual(securityOptions(flagsOf(), { QFORGE_SECURITY_LEVEL: '', QFORGE_ENTROPY: '' }), {});
  });

  test('refuse a level that there is none of', () => {
    assert.throws(() => flagsOf('--security-level', 'medium'));
    assert.throws(
      () => securityOptions(flagsOf(), { QFORGE_SECURITY_LEVEL: 'medium' }),
      (error) => isQForgeError(error, 'COMMAND_LINE_INVALID'),
    );
  });
});
