export { toeplitzHash, toeplitzSeedBits } from './amplification/toeplitz-hash.ts';
export { type CascadeName, cascadeVariants } from './cascade/cascade-variant.ts';
export { reconcileLocally } from './cascade/local-cascade.ts';
export type { Chart } from './chart/chart.ts';
export { chartPicture } from './chart/chart-layout.ts';
export type { ChartThemeName } from './chart/chart-theme.ts';
export { pngPicture } from './chart/png-picture.ts';
export { cascadeChart, interceptionChart, keyRateChart } from './chart/qkd-charts.ts';
export { svgPicture } from './chart/svg-picture.ts';
export { type EncKeysOptions, EtsiClient } from './etsi/etsi-client.ts';
export { CHANNEL_KEY_BITS, EtsiKeySource, type EtsiKeySourceOptions } from './etsi/etsi-key-source.ts';
export { GuardedKeySource, type KeySourceGuard } from './etsi/guarded-key-source.ts';
export type { HttpsAccess } from './etsi/https-caller.ts';
export type { DeliveredKey, KeyContainer } from './etsi/key-container.ts';
export type { KeyStatus, LinkStatus } from './etsi/key-status.ts';
export {
  type KmeAccess,
  openEtsiClient,
  openKmeKeySource,
  openStreamClient,
  readKmeAccess,
} from './etsi/kme-access.ts';
export { StreamClient, type StreamWish } from './etsi/stream-client.ts';
export type { OpenStreamAnswer, StreamChunk, StreamKeyAnswer } from './etsi/stream-messages.ts';
export type { StreamQos } from './etsi/stream-qos.ts';
export { STREAM_STATUS, type StreamStatus } from './etsi/stream-status.ts';
export { readTlsCredentials, type TlsCredentialPaths, type TlsCredentials } from './etsi/tls-credentials.ts';
export { type ReferenceFigure, referenceFigures } from './figures/reference-figures.ts';
export type { KeyBlock, KeyBlockReport, QkdProtocolName, QkdSession, SecurityParameters } from './key-block.ts';
export {
  type KmeConfig,
  type LocalSae,
  type NeighbourConfig,
  readKmeConfig,
  type SimulatedLinkConfig,
} from './kme/kme-config.ts';
export { defaultKmeSettings, type KmeSettings } from './kme/kme-limits.ts';
export { type RekeyWish, rekeyKme } from './kme/kme-rekey.ts';
export { type NetworkFiles, type NetworkPlan, type PlannedKme, writeNetworkFiles } from './kme/network-files.ts';
export { type ExposedPath, inspectPool, type PoolInspection } from './kme/pool-inspection.ts';
export type { NewProtection, PoolPassphrases } from './kme/pool-key-file.ts';
export type { RekeyReport } from './kme/pool-seal.ts';
export { type KmeSurroundings, RunningKme } from './kme/running-kme.ts';
export { type AnalyticLink, analyticLink } from './link/analytic-link.ts';
export { binaryEntropy } from './link/binary-entropy.ts';
export type { DecoyMethod, Intensities } from './link/decoy-rate.ts';
export type { Eavesdropper } from './link/eavesdropper.ts';
export { type ErrorThresholds, errorThresholds } from './link/error-thresholds.ts';
export { type LinkParameters, type LinkSourceName, linkSources } from './link/link-parameters.ts';
export { DEFAULT_INTENSITIES, type LinkSetup, linkSetup, qkdProtocols } from './link/link-setup.ts';
export { SHORT_BLOCK_INTENSITIES, simulatedLink } from './link/link-source.ts';
export { RandomNumbers } from './link/random-numbers.ts';
export { SeededRandom } from './link/seeded-random.ts';
export type { AlternativeName } from './pki/alternative-name.ts';
export {
  CertificateAuthority,
  type CertificateWish,
  type IssuedCertificate,
  selfSignedCertificate,
} from './pki/certificate-authority.ts';
export type { CertificateKeyKind } from './pki/certificate-keys.ts';
export { authenticationSecretBytes } from './post-processing/authentication-key.ts';
export { type ClassicalChannel, memoryChannels } from './post-processing/classical-channel.ts';
export { type LinkSimulation, simulateLink } from './session/link-simulation.ts';
export { AliceSession, BobSession, type EndBlock, type SessionEndOptions } from './session/session-ends.ts';
export { createSimulatedSession, type SessionWish } from './session/session-factory.ts';
export type { SimulatedSession } from './session/simulated-session.ts';
export { StreamChannel } from './session/stream-channel.ts';
