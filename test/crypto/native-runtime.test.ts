import test from 'node:test';
import { OLDEST_OPENSSL, requireOpenSsl } from '../../src/crypto/native-runtime.ts';
import { assertRefused } from './refusal.ts';

test('OpenSSL is accepted from the oldest sound version on', () => {
  requireOpenSsl();
  for (const version of [OLDEST_OPENSSL, '3.5.8', '3.5.10', '3.6.0', '3.6.0-beta1', '4.0.0', '10.0.0', '3.5.8+quic']) {
    requireOpenSsl(version);
  }
});

test('anything older, or that is no version, is refused', () => {
  for (const version of ['3.5.6', '3.4.9', '3.0.16', '1.1.1w', '0.0.0', '', 'BoringSSL', '3', '3.5', '2.99.99']) {
    assertRefused('RUNTIME_TOO_OLD', () => requireOpenSsl(version));
  }
});
