import type { CryptoBackend } from './backend.ts';

/** The portable backend, loaded when it is first asked for: noble takes megabytes, and who has the native one needs none of it. */
export async function loadPortableBackend(): Promise<CryptoBackend> {
  const { portableBackend } = await import('./portable-backend.ts');
  return portableBackend;
}

/** The portable backend for pages: without SLH-DSA (`CRYPTO_UNSUPPORTED`), which no channel uses and which is large. */
export async function loadPageBackend(): Promise<CryptoBackend> {
  const { pageBackend } = await import('./page-backend.ts');
  return pageBackend;
}
