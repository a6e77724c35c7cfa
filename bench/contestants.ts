import type { Contestant } from './link.ts';

/** Every contestant, loaded only in the processes that use it, so that none pays for another's memory. */
export const contestants = {
  ours: async () => (await import('./product.ts')).product,
  'ours-shared-keys': async () => (await import('./product.ts')).productWithSharedKeys,
  'ours-known-peers': async () => (await import('./product.ts')).productWithKnownPeers,
  'ours-logged': async () => (await import('./product.ts')).productWithLog,
  'ours-silent': async () => (await import('./product.ts')).productWithSilentLog,
  'ours-monitored': async () => (await import('./product.ts')).productMonitored,
  tcp: async () => (await import('./peers/raw-tcp.ts')).rawTcp('none'),
  dialogue: async () => (await import('./peers/handshake-dialogue.ts')).handshakeDialogue,
  'tcp-naive': async () => (await import('./peers/raw-tcp.ts')).rawTcp('naive'),
  'tcp-packed': async () => (await import('./peers/raw-tcp.ts')).rawTcp('packed'),
  'tls-ed25519': async () => (await import('./peers/node-tls.ts')).nodeTls('Ed25519', 'none'),
  'tls-ml-dsa': async () => (await import('./peers/node-tls.ts')).nodeTls('ML-DSA-65', 'none'),
  'tls-naive': async () => (await import('./peers/node-tls.ts')).nodeTls('Ed25519', 'naive'),
  'tls-packed': async () => (await import('./peers/node-tls.ts')).nodeTls('Ed25519', 'packed'),
  ws: async () => (await import('./peers/ws.ts')).webSocket,
} satisfies Readonly<Record<string, () => Promise<Contestant>>>;

/** Name of a contestant. */
export type ContestantName = keyof typeof contestants;
