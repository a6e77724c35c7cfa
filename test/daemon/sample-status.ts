import type { ForwardStatus, PeerStatus, ProcessHealth, ProcessStatus } from '../../src/daemon/index.ts';

/** A channel as a process tells of it. */
export const samplePeer: PeerStatus = {
  peerId: 'qf1peer',
  name: 'bob',
  address: 'tcp://192.0.2.7:7700',
  direction: 'incoming',
  suite: 'X25519+ML-KEM-768/AES-256-GCM/SHA-512',
  handshakeMs: 3.25,
  rxBytes: 1234,
  txBytes: 567_890,
  messagesIn: 3,
  messagesOut: 4,
  lastActivityMs: 2000,
  quantumKeys: 'none',
  state: 'open',
  ageMs: 7_500_000,
  reconnects: 1,
  rekeys: 62,
  messagesUnacknowledged: 5,
};

/** A forward as a process tells of it. */
export const sampleForward: ForwardStatus = {
  kind: 'local',
  peer: 'qf1peer',
  name: 'bob',
  listen: '127.0.0.1:5432',
  target: 'db:5432',
  state: 'ready',
  open: 2,
  total: 17,
  failed: 1,
  bytesOut: 4321,
  bytesIn: 98_765,
};

/** A process as it tells of itself. */
export const sampleStatus: ProcessStatus = {
  peerId: 'qf1own',
  listen: ['tcp://0.0.0.0:7700'],
  uptimeMs: 61_000,
  securityLevel: 'high',
  peers: [samplePeer],
};

/** A process in good health. */
export const sampleHealth: ProcessHealth = {
  status: 'healthy',
  checks: [{ name: 'certificate', status: 'healthy', detail: 'valid for 364 more days' }],
};
