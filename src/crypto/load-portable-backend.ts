import type { CryptoBackend } from './backend.ts';

/** The portable backend, loaded when it is first asked for: noble takes megabytes, and who has the native one needs none of it. */
export async function loadPortableBackend(): Promise<CryptoBackend> {
  const { portableBackend } = await import('./portable-backend.ts');
  return portableBackend;
}
