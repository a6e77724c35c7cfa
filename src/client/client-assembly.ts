import { type Clock, silentLogger, silentMetrics, systemClock } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';
import { admissionLimits, descriptorLimit, LogThrottle, NetworkComms } from '../network/index.ts';
import { ErrorStatistics } from '../resilience/index.ts';
import type { SecurityProfile } from '../security/index.ts';
import type { ClientOptions } from './client-options.ts';
import { ClientSecurity } from './client-security.ts';
import { ClientThreats } from './client-threats.ts';
import { loadIdentityFile } from './identity-file.ts';
import { fileStamp, IdentityWatch } from './identity-watch.ts';
import { limitsFor, profileFor } from './level-rules.ts';
import { authorizePeer } from './peer-welcome.ts';
import type { SetupTimes } from './performance-manager.ts';
import { SharedKeys } from './shared-keys.ts';
import { socketTransports } from './socket-transports.ts';
import { Stopwatch } from './stopwatch.ts';
import { levelOf } from './system-status.ts';
import { TrustStore } from './trust-store.ts';

/** What a network stands on. */
interface NetworkGround {
  readonly clock: Clock;
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly trustStore: TrustStore;
  readonly sharedKeys: SharedKeys;
  readonly profile: SecurityProfile;
  readonly threats: ClientThreats;
  readonly errors: ErrorStatistics;
}

/** The parts of a client, which listens already. */
export interface ClientParts extends NetworkGround {
  readonly options: ClientOptions;
  /** State of the key file when it was read; undefined for an identity that came from none. */
  readonly stamp: string | undefined;
  readonly security: ClientSecurity;
  readonly network: NetworkComms;
  readonly setup: SetupTimes;
}

/** Makes the parts of a client from the ground up, and opens its listeners. Rejects as `StreamlinedSecureClient.create`; nothing stays open. */
export async function assembleClient(options: ClientOptions): Promise<ClientParts> {
  const { clock = systemClock } = options;
  const stopwatch = new Stopwatch(clock);
  await using unfinished = new AsyncDisposableStack();
  const security = unfinished.adopt(await ClientSecurity.open(options, clock), (opened) => opened.stop());
  const { backend } = security;
  const foundationSetupMs = stopwatch.lap();
  const stamp = typeof options.identity === 'string' ? await fileStamp(options.identity) : undefined;
  const identity = await openIdentity(options, backend);
  const profile = profileFor(levelOf(identity.suites), options);
  security.testSuites(identity.suites);
  const cryptoInitMs = stopwatch.lap();
  const trustStore = await openTrustStore(options.trust);
  const errors = new ErrorStatistics(clock, options.metrics);
  const sharedKeys = await SharedKeys.open(options, clock, errors);
  const threats = threatsOf(options, clock, profile, security);
  const ground = { clock, backend, identity, trustStore, sharedKeys, profile, threats, errors };
  const network = unfinished.use(networkOf(options, ground));
  for (const address of listOf(options.listen)) await network.listen(address);
  const networkSetupMs = stopwatch.lap();
  const setup = { foundationSetupMs, cryptoInitMs, networkSetupMs, totalSetupMs: stopwatch.total() };
  unfinished.move();
  return { ...ground, options, stamp, security, network, setup };
}

/** Watches the key file, if the identity came from one. */
export function watchIdentity(
  { options, stamp, clock, backend }: ClientParts,
  onRenewed: (identity: DeviceIdentity) => void,
): IdentityWatch | undefined {
  const path = options.identity;
  if (typeof path !== 'string') return undefined;
  const load = (): Promise<DeviceIdentity> => loadIdentityFile(path, options.passphraseAgain, backend);
  return new IdentityWatch({ path, stamp, clock, logger: options.logger ?? silentLogger, load, onRenewed });
}

async function openIdentity(options: ClientOptions, backend: CryptoBackend): Promise<DeviceIdentity> {
  if (typeof options.identity !== 'string') return options.identity;
  return loadIdentityFile(options.identity, options.passphrase, backend);
}

async function openTrustStore(trust: ClientOptions['trust']): Promise<TrustStore> {
  if (trust === undefined) return TrustStore.inMemory();
  return typeof trust === 'string' ? TrustStore.open(trust) : trust;
}

function threatsOf(
  options: ClientOptions,
  clock: Clock,
  { detection: bounds }: SecurityProfile,
  { events }: ClientSecurity,
): ClientThreats {
  const { metrics = silentMetrics, threatPolicy: policy = {} } = options;
  return new ClientThreats({ clock, metrics, bounds, events, policy });
}

function networkOf(options: ClientOptions, ground: NetworkGround): NetworkComms {
  const { pool, handshakeTimeoutMs, logger = silentLogger, allowedOrigins = [] } = options;
  const { clock, backend, identity, trustStore, sharedKeys, profile, threats, errors } = ground;
  return new NetworkComms({
    backend,
    identity,
    clock,
    policy: sharedKeys.policy,
    keySource: sharedKeys.source,
    logger,
    transports: options.transports ?? socketTransports({ logger: new LogThrottle(logger, clock), allowedOrigins }),
    metrics: options.metrics ?? silentMetrics,
    tracer: options.tracer,
    signals: threats.observe,
    errors,
    admission: admissionLimits(descriptorLimit()),
    recognisePeers: options.recognisePeers ?? false,
    authorize: (peerId) => authorizePeer(peerId, trustStore, options.trustOnFirstUse ?? false),
    addressOf: (peerId) => trustStore.find(peerId)?.address,
    ...(pool === undefined ? {} : { pool }),
    ...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
    ...limitsFor(profile, options),
  });
}

function listOf(listen: ClientOptions['listen'] = []): readonly string[] {
  return typeof listen === 'string' ? [listen] : listen;
}
