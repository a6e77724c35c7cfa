// long file: a table, one entry for each exception
import type { MirrorException } from './mirror-tests.ts';

const WHOLE_RULES = 'a list of checks, each with a test of its own; run on the repository';
const CHANNELS_WHOLE = 'it runs only between two peers: whole channels and clients drive it';
const TUNNELS_WHOLE = 'it runs only between two ends of a tunnel: whole clients with real sockets drive it';
const STREAMS_WHOLE = 'it works only with pools, ledger and another key manager: calls of SAEs drive it';
const STATUS_TABLE = 'a table of numbers, which messages carry';
const POOLS_WHOLE = 'it tells of pools on a disk: what doctor says of real ones, sound and spoilt, drives it';
const KMES_WHOLE = 'it runs only in a served key manager: requests over real TLS drive it';
const TRANSFERS_WHOLE = 'one side of a protocol: both together send and receive whole folders';
const RUN_WHOLE = 'an entry that only puts tested parts together; run as a program';
const SELF_TESTS = 'tests themselves: each is shown to pass on what is sound and to fail on what is broken';
const ERROR_TABLE = 'a part of one table, which is tested whole';
const BLOCKS_WHOLE = 'it runs only between two ends: whole blocks of every protocol, and tampered ones, drive it';
const MESSENGERS_WHOLE = 'it runs only between two devices: whole messengers drive it';
const ROUTERS_WHOLE = 'it runs only between two routers: whole meshes drive it';
const FRAME_PARTS = 'a part of frames, which are read and written whole';
const ENGINES_WHOLE = 'a part of the engine in a file: the suite of all engines drives it';
const TRAILS_WHOLE = 'it is of use only in a trail: whole trails on a real disk, killed and tampered ones, drive it';
const CLUSTERS_WHOLE = 'it works only with a real cluster: the suite for engines and tests of the cluster drive it';
const VALIDATORS_WHOLE = 'it does its work only in a network of validators: whole ones, honest and malicious, drive it';
const SITE_WHOLE = 'a part of pages, which are built and checked whole';
const TRANSCRIPTS_WHOLE = 'a part of running transcripts: whole ones drive it';
const PUBLISHED_DATA = 'published answers, which both backends must give';

const SEALED_NATS_WHOLE = 'it runs only between two devices and a server: whole ones on a real nats-server drive it';
const CLAIMS_WHOLE = 'a table of claims and how its rows are named: all of it is held against the tests that are there';

/** Sources that are tested under another name, with the reason. */
export const mirrorExceptions: ReadonlyMap<string, MirrorException> = new Map([
  ['src/nats/message-gate.ts', { coveredBy: ['test/nats/sealed-nats.test.ts'], reason: SEALED_NATS_WHOLE }],
  ['src/nats/refusal.ts', { coveredBy: ['test/nats/sealed-nats.test.ts'], reason: SEALED_NATS_WHOLE }],
  ['src/nats/sealed-subscription.ts', { coveredBy: ['test/nats/sealed-nats.test.ts'], reason: SEALED_NATS_WHOLE }],
  ['src/nats/traffic.ts', { coveredBy: ['test/nats/sealed-nats.test.ts'], reason: SEALED_NATS_WHOLE }],
  ['tools/assurance/claim.ts', { coveredBy: ['test/tools/assurance/claims.test.ts'], reason: CLAIMS_WHOLE }],
  ['tools/assurance/claims-of-facts.ts', { coveredBy: ['test/tools/assurance/claims.test.ts'], reason: CLAIMS_WHOLE }],
  ['tools/assurance/evidence.ts', { coveredBy: ['test/tools/assurance/claims.test.ts'], reason: CLAIMS_WHOLE }],
  ['tools/assurance/claims-of-design.ts', { coveredBy: ['test/tools/assurance/claims.test.ts'], reason: CLAIMS_WHOLE }],
  [
    'tools/assurance/claims-of-lessons.ts',
    { coveredBy: ['test/tools/assurance/claims.test.ts'], reason: CLAIMS_WHOLE },
  ],
  ['tools/assurance/main.ts', { coveredBy: ['test/tools/assurance/outcome.test.ts'], reason: RUN_WHOLE }],
  ['tools/sbom.ts', { coveredBy: ['test/tools/sbom/bill-of-materials.test.ts'], reason: RUN_WHOLE }],
  [
    'src/base/error-catalogue/security-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/base-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/browser-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/consensus-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/crypto-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/identity-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/handshake-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/admin-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/network-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/file-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/nats-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  ['src/base/error-catalogue/kme-errors.ts', { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE }],
  [
    'src/base/error-catalogue/messaging-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/tlog-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/validator-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/tunnel-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/process-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  ['src/base/error-catalogue/qkd-errors.ts', { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE }],
  [
    'src/base/error-catalogue/quantum-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/error-entry.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/resilience-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/base/error-catalogue/audit-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/monitor/audit/audit-folder.ts',
    { coveredBy: ['test/monitor/audit/audit-trail.test.ts'], reason: TRAILS_WHOLE },
  ],
  ['src/monitor/audit/audit-log.ts', { coveredBy: ['test/monitor/audit/audit-trail.test.ts'], reason: TRAILS_WHOLE }],
  [
    'src/monitor/audit/unfolded-lines.ts',
    { coveredBy: ['test/monitor/audit/audit-trail.test.ts'], reason: TRAILS_WHOLE },
  ],
  ['src/monitor/audit/audit-reader.ts', { coveredBy: ['test/client/observation.test.ts'], reason: TRAILS_WHOLE }],
  [
    'src/client/audit-files.ts',
    { coveredBy: ['test/client/observation.test.ts', 'test/cli/commands/audit.test.ts'], reason: RUN_WHOLE },
  ],
  ['src/base/error-class.ts', { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE }],
  [
    'src/network/handshake-guest.ts',
    {
      coveredBy: ['test/network/handshake-gate.test.ts'],
      reason: 'the other half of the gate: each is of no use alone',
    },
  ],
  [
    'src/monitor/metric-catalogue.ts',
    {
      coveredBy: ['test/monitor/prometheus-text.test.ts'],
      reason: 'a table: every row is filled, and checked by Prometheus',
    },
  ],
  [
    'src/monitor/metric-description.ts',
    {
      coveredBy: ['test/monitor/prometheus-text.test.ts'],
      reason: 'a table: every row is filled, and checked by Prometheus',
    },
  ],
  [
    'src/messaging/sealed/arrivals.ts',
    { coveredBy: ['test/messaging/sealed/sealed-messenger.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/sealed/mail-carrier.ts',
    { coveredBy: ['test/messaging/sealed/sealed-messenger.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/sealed/sealed-inbox.ts',
    { coveredBy: ['test/messaging/sealed/sealed-messenger.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/sealed/prekey-sealer.ts',
    { coveredBy: ['test/messaging/sealed/sealed-messenger.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/sealed/state-schema.ts',
    {
      coveredBy: ['test/messaging/sealed/prekey-vault.test.ts', 'test/messaging/sealed/outbox.test.ts'],
      reason: 'tables alone: both classes that use them, and files of the first version, drive them',
    },
  ],
  [
    'src/messaging/sealed/prekey-keeper.ts',
    { coveredBy: ['test/messaging/sealed/sealed-messenger.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/sealed/route-payload.ts',
    { coveredBy: ['test/messaging/routing/channel-links.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/sealed/route-reception.ts',
    { coveredBy: ['test/messaging/routing/channel-links.test.ts'], reason: MESSENGERS_WHOLE },
  ],
  [
    'src/messaging/routing/neighbour.ts',
    { coveredBy: ['test/messaging/routing/message-router.test.ts'], reason: ROUTERS_WHOLE },
  ],
  [
    'src/messaging/routing/passage.ts',
    { coveredBy: ['test/messaging/routing/message-router.test.ts'], reason: ROUTERS_WHOLE },
  ],
  [
    'src/messaging/routing/update-sender.ts',
    { coveredBy: ['test/messaging/routing/message-router.test.ts'], reason: ROUTERS_WHOLE },
  ],
  [
    'src/messaging/routing/link-prober.ts',
    { coveredBy: ['test/messaging/routing/message-router.test.ts'], reason: ROUTERS_WHOLE },
  ],
  [
    'src/messaging/routing/local-delivery.ts',
    { coveredBy: ['test/messaging/routing/message-router.test.ts'], reason: ROUTERS_WHOLE },
  ],
  [
    'src/messaging/routing/router-statistics.ts',
    { coveredBy: ['test/messaging/routing/message-router.test.ts'], reason: ROUTERS_WHOLE },
  ],
  [
    'src/messaging/routing/route-packet.ts',
    { coveredBy: ['test/messaging/routing/route-frame.test.ts'], reason: FRAME_PARTS },
  ],
  [
    'src/messaging/routing/route-update.ts',
    { coveredBy: ['test/messaging/routing/route-frame.test.ts'], reason: FRAME_PARTS },
  ],
  [
    'src/messaging/routing/route-outcome.ts',
    { coveredBy: ['test/messaging/routing/route-frame.test.ts'], reason: FRAME_PARTS },
  ],
  [
    'src/messaging/mailbox/mailbox-events.ts',
    { coveredBy: ['test/messaging/mailbox/sqlite-mailboxes.test.ts'], reason: ENGINES_WHOLE },
  ],
  [
    'src/messaging/mailbox/sqlite-mail-desk.ts',
    { coveredBy: ['test/messaging/mailbox/sqlite-mailboxes.test.ts'], reason: ENGINES_WHOLE },
  ],
  [
    'src/messaging/mailbox/sqlite-mail-schema.ts',
    { coveredBy: ['test/messaging/mailbox/sqlite-mailboxes.test.ts'], reason: ENGINES_WHOLE },
  ],
  ['tools/api.ts', { coveredBy: ['test/tools/api/package-api.test.ts'], reason: RUN_WHOLE }],
  ['tools/api/declaration.ts', { coveredBy: ['test/tools/api/declarations.test.ts'], reason: 'a table of kinds' }],
  ['tools/figures.ts', { coveredBy: ['test/tidy.test.ts', 'test/tools/tidy/duplicates.test.ts'], reason: RUN_WHOLE }],
  ['tools/example.ts', { coveredBy: ['test/examples.test.ts'], reason: RUN_WHOLE }],
  ['tools/guides.ts', { coveredBy: ['test/tools/transcript/run.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  ['tools/site.ts', { coveredBy: ['test/tools/site/build.test.ts'], reason: RUN_WHOLE }],
  ['tools/site/api-page.ts', { coveredBy: ['test/tools/site/build.test.ts'], reason: SITE_WHOLE }],
  ['tools/site/collection-page.ts', { coveredBy: ['test/tools/site/build.test.ts'], reason: SITE_WHOLE }],
  ['tools/site/frame.ts', { coveredBy: ['test/tools/site/build.test.ts'], reason: SITE_WHOLE }],
  ['tools/site/search-index.ts', { coveredBy: ['test/tools/site/build.test.ts'], reason: SITE_WHOLE }],
  ['tools/site/page.ts', { coveredBy: ['test/tools/site/build.test.ts'], reason: SITE_WHOLE }],
  [
    'tools/site/browser/page-script.ts',
    { coveredBy: ['test/chromium/site.test.ts'], reason: 'the script of pages: a real browser runs it' },
  ],
  ['tools/transcript/free-ports.ts', { coveredBy: ['test/tools/transcript/run.test.ts'], reason: TRANSCRIPTS_WHOLE }],
  [
    'tools/transcript/typed-command.ts',
    { coveredBy: ['test/tools/transcript/run.test.ts'], reason: TRANSCRIPTS_WHOLE },
  ],
  ['tools/architecture/check.ts', { coveredBy: ['test/architecture.test.ts'], reason: WHOLE_RULES }],
  ['tools/tidy/check.ts', { coveredBy: ['test/tidy.test.ts'], reason: WHOLE_RULES }],
  ['tools/architecture/main.ts', { coveredBy: ['test/architecture.test.ts'], reason: RUN_WHOLE }],
  [
    'tools/run-tests.ts',
    { coveredBy: ['test/tools/start.test.ts', 'test/tools/test-report.test.ts'], reason: RUN_WHOLE },
  ],
  [
    'tools/tidy/mirror-exceptions.ts',
    { coveredBy: ['test/tidy.test.ts'], reason: 'a table, checked for stale entries' },
  ],
  [
    'src/quantum/statevector/kernel-module.ts',
    { coveredBy: ['test/tools/wasm/kernel-module.test.ts'], reason: 'compiled code, compared with its source' },
  ],
  [
    'src/crypto/gcm-kernel-module.ts',
    { coveredBy: ['test/tools/wasm/kernel-module.test.ts'], reason: 'compiled code, compared with its source' },
  ],
  [
    'src/crypto/ml-kem-kernel-module.ts',
    { coveredBy: ['test/tools/wasm/kernel-module.test.ts'], reason: 'compiled code, compared with its source' },
  ],
  [
    'src/qkd/amplification/toeplitz-kernel-module.ts',
    { coveredBy: ['test/tools/wasm/kernel-module.test.ts'], reason: 'compiled code, compared with its source' },
  ],
  [
    'src/crypto/sha512-kernel-module.ts',
    { coveredBy: ['test/tools/wasm/kernel-module.test.ts'], reason: 'compiled code, compared with its source' },
  ],
  ['tools/wasm.ts', { coveredBy: ['test/tools/wasm/kernel-module.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  ['tools/build.ts', { coveredBy: ['test/tools/package/build.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  ['tools/browser-size.ts', { coveredBy: ['test/tools/package/browser-bundle.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  [
    'tools/formal.ts',
    {
      coveredBy: ['test/tools/formal/results.test.ts'],
      reason: 'it runs ProVerif and Spin; what they said is checked',
    },
  ],
  [
    'tools/formal/spin-cases.ts',
    { coveredBy: ['test/tools/formal/spin-results.test.ts'], reason: 'a table of settings: every row is checked' },
  ],
  [
    'tools/formal/spin-program.ts',
    { coveredBy: ['test/tools/formal/spin-results.test.ts'], reason: 'it runs Spin; what it wrote down is checked' },
  ],
  ['tools/docs.ts', { coveredBy: ['test/tools/docs/pages.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  ['tools/oldest-node.ts', { coveredBy: ['.ci/run'], reason: RUN_WHOLE }],
  ['tools/single-executable.ts', { coveredBy: ['.ci/run'], reason: RUN_WHOLE }],
  [
    'tools/package/single-executable.ts',
    { coveredBy: ['.ci/run'], reason: 'makes a copy of Node.js, of 150 MB: the whole command makes one and uses it' },
  ],
  [
    'tools/package/executable-check.ts',
    { coveredBy: ['.ci/run'], reason: 'uses such a copy, as somebody would who has nothing else' },
  ],
  ['tools/package-check.ts', { coveredBy: ['.ci/run'], reason: RUN_WHOLE }],
  [
    'tools/package/check.ts',
    { coveredBy: ['.ci/run'], reason: 'installs the real package, which takes a registry or a filled cache' },
  ],
  [
    'tools/package/packed-examples.ts',
    { coveredBy: ['.ci/run'], reason: 'uses the installed package, which takes a registry or a filled cache' },
  ],
  [
    'src/validator/node/ballot-desk.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/consensus-driver.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/history-desk.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/node-times.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/node-timers.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/outcome-board.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/proposal-judge.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/peer-teller.ts',
    { coveredBy: ['test/validator/node/dissemination.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/evidence-keeper.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/epoch-teller.ts',
    { coveredBy: ['test/validator/changing-validators.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/mesh/peer-roster.ts',
    { coveredBy: ['test/validator/changing-validators.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/mesh/member-keeper.ts',
    { coveredBy: ['test/validator/changing-validators.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/control/requested-change.ts',
    { coveredBy: ['test/validator/changing-validators.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/setup/membership.ts',
    { coveredBy: ['test/validator/changing-validators.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/setup/member-contact.ts',
    { coveredBy: ['test/validator/changing-validators.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/proposal-pool.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/refusal-counter.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/rollback-watch.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/serial-queue.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/node/validator-status.ts',
    { coveredBy: ['test/validator/node/validator-node.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/mesh/channel-mesh.ts',
    { coveredBy: ['test/validator/running-validator.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/log/decision-leaf.ts',
    { coveredBy: ['test/validator/log/decision-log.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/log/verify-decision.ts',
    { coveredBy: ['test/validator/independent-verifier.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/setup/init-validator.ts',
    { coveredBy: ['test/validator/setup/network-file.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/setup/member-card.ts',
    { coveredBy: ['test/validator/setup/network-file.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/setup/validator-folder.ts',
    { coveredBy: ['test/validator/setup/network-file.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/control/control-request.ts',
    { coveredBy: ['test/validator/control/control-socket.test.ts'], reason: VALIDATORS_WHOLE },
  ],
  [
    'src/validator/verification/verifiable-content.ts',
    {
      coveredBy: ['test/validator/verification/rules-policy.test.ts'],
      reason: 'rules read it: each method is run on it',
    },
  ],
  ['src/cli/validator/validator-change.ts', { coveredBy: ['test/cli/commands/validator.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/validator/validator-check.ts', { coveredBy: ['test/cli/commands/validator.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/validator/validator-files.ts', { coveredBy: ['test/cli/commands/validator.test.ts'], reason: RUN_WHOLE }],
  [
    'src/cli/validator/validator-requests.ts',
    { coveredBy: ['test/cli/commands/validator.test.ts'], reason: RUN_WHOLE },
  ],
  [
    'src/cli/validator/validator-change.ts',
    {
      coveredBy: ['test/cli/commands/validator.test.ts', 'test/validator/changing-validators.test.ts'],
      reason: RUN_WHOLE,
    },
  ],
  ['src/cli/validator/validator-run.ts', { coveredBy: ['test/cli/commands/validator.test.ts'], reason: RUN_WHOLE }],
  ['src/qkd/kme/stream-maker.ts', { coveredBy: ['test/qkd/kme/key-streams.test.ts'], reason: STREAMS_WHOLE }],
  ['src/qkd/kme/stream-ledger.ts', { coveredBy: ['test/qkd/kme/key-streams.test.ts'], reason: STREAMS_WHOLE }],
  ['src/qkd/kme/pool-inspection.ts', { coveredBy: ['test/client/key-pool-check.test.ts'], reason: POOLS_WHOLE }],
  ['src/cli/kme/kme-rekey.ts', { coveredBy: ['test/cli/commands/kme.test.ts'], reason: RUN_WHOLE }],
  ['src/qkd/etsi/stream-status.ts', { coveredBy: ['test/qkd/etsi/stream-messages.test.ts'], reason: STATUS_TABLE }],
  ['src/qkd/kme/kme-desk.ts', { coveredBy: ['test/qkd/kme/kme-server.test.ts'], reason: KMES_WHOLE }],
  ['src/qkd/kme/request-body.ts', { coveredBy: ['test/qkd/kme/kme-server.test.ts'], reason: KMES_WHOLE }],
  ['src/qkd/kme/running-kme.ts', { coveredBy: ['test/qkd/kme/kme-server.test.ts'], reason: KMES_WHOLE }],
  ['src/qkd/kme/neighbour-client.ts', { coveredBy: ['test/qkd/etsi/etsi-client.test.ts'], reason: KMES_WHOLE }],
  ['src/cli/kme/kme-pair.ts', { coveredBy: ['test/cli/commands/kme.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/kme/kme-process.ts', { coveredBy: ['test/cli/commands/kme.test.ts'], reason: RUN_WHOLE }],
  [
    'src/cli/kme/link-worker.ts',
    { coveredBy: ['test/cli/kme/link-thread.test.ts'], reason: 'the program of a thread: it runs only in one' },
  ],
  [
    'src/crypto/portable-primitives.ts',
    {
      coveredBy: ['test/crypto/portable-backend.test.ts', 'test/crypto/page-backend.test.ts'],
      reason: 'a part of the backends that are made of it',
    },
  ],
  ['src/crypto/aead-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/hash-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/kem-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/signature-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/ml-dsa-known-answers.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: PUBLISHED_DATA }],
  ['src/crypto/slh-dsa-known-answers.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: PUBLISHED_DATA }],
  ['src/crypto/ml-kem-known-answers.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: PUBLISHED_DATA }],
  ['src/cli/channel-announcer.ts', { coveredBy: ['test/cli/commands/listen.test.ts'], reason: RUN_WHOLE }],
  [
    'src/cli/file-inbox.ts',
    { coveredBy: ['test/cli/commands/receive.test.ts', 'test/cli/commands/send.test.ts'], reason: RUN_WHOLE },
  ],
  ['src/cli/message-pipe.ts', { coveredBy: ['test/cli/commands/connect.test.ts'], reason: RUN_WHOLE }],
  [
    'src/cli/running-client.ts',
    { coveredBy: ['test/cli/commands/listen.test.ts', 'test/cli/commands/status.test.ts'], reason: RUN_WHOLE },
  ],
  ['src/cli/demo/demo-script.ts', { coveredBy: ['test/cli/commands/demo.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/demo/demo-stage.ts', { coveredBy: ['test/cli/commands/demo.test.ts'], reason: RUN_WHOLE }],
  [
    'src/cli/demo/participant-process.ts',
    {
      coveredBy: ['test/cli/demo/demo-process.test.ts', 'test/cli/commands/demo.test.ts'],
      reason: RUN_WHOLE,
    },
  ],
  [
    'src/network/session-frames.ts',
    {
      coveredBy: ['test/network/secure-session.test.ts', 'test/network/session-rekey.test.ts'],
      reason: CHANNELS_WHOLE,
    },
  ],
  [
    'src/network/channel-session.ts',
    { coveredBy: ['test/network/channel.test.ts', 'test/network/peer-channel.test.ts'], reason: CHANNELS_WHOLE },
  ],
  [
    'src/network/session-opener.ts',
    { coveredBy: ['test/network/network-comms.test.ts', 'test/network/peer-channel.test.ts'], reason: CHANNELS_WHOLE },
  ],
  [
    'src/qkd/post-processing/alice-end.ts',
    {
      coveredBy: ['test/qkd/session/session-factory.test.ts', 'test/qkd/session/simulated-session.test.ts'],
      reason: BLOCKS_WHOLE,
    },
  ],
  [
    'src/qkd/post-processing/bob-end.ts',
    {
      coveredBy: ['test/qkd/session/session-factory.test.ts', 'test/qkd/session/simulated-session.test.ts'],
      reason: BLOCKS_WHOLE,
    },
  ],
  [
    'src/qkd/post-processing/block-context.ts',
    {
      coveredBy: ['test/qkd/session/session-factory.test.ts', 'test/qkd/session/simulated-session.test.ts'],
      reason: BLOCKS_WHOLE,
    },
  ],
  [
    'src/qkd/post-processing/block-outcome.ts',
    {
      coveredBy: ['test/qkd/session/session-factory.test.ts', 'test/qkd/session/simulated-session.test.ts'],
      reason: BLOCKS_WHOLE,
    },
  ],
  [
    'src/qkd/post-processing/message-types.ts',
    {
      coveredBy: ['test/qkd/session/session-factory.test.ts', 'test/qkd/session/simulated-session.test.ts'],
      reason: BLOCKS_WHOLE,
    },
  ],
  [
    'src/network/message-socket.ts',
    { coveredBy: ['test/network/message-connection.test.ts'], reason: 'an interface and one limit' },
  ],
  [
    'src/network/node-message-socket.ts',
    { coveredBy: ['test/network/web-socket-transport.test.ts'], reason: 'it runs only over real WebSockets' },
  ],
  [
    'src/network/web-socket-listener.ts',
    { coveredBy: ['test/network/web-socket-transport.test.ts'], reason: 'it runs only over real WebSockets' },
  ],
  [
    'src/tunnel/local-forward.ts',
    { coveredBy: ['test/tunnel/tunnel-client.test.ts', 'test/tunnel/tunnel-server.test.ts'], reason: TUNNELS_WHOLE },
  ],
  [
    'src/tunnel/stream-connection.ts',
    { coveredBy: ['test/tunnel/tunnel-client.test.ts', 'test/tunnel/tunnel-server.test.ts'], reason: TUNNELS_WHOLE },
  ],
  [
    'src/tunnel/connection-log.ts',
    { coveredBy: ['test/tunnel/tunnel-client.test.ts', 'test/tunnel/tunnel-server.test.ts'], reason: TUNNELS_WHOLE },
  ],
  [
    'src/client/client-tunnels.ts',
    { coveredBy: ['test/tunnel/tunnel-client.test.ts', 'test/tunnel/tunnel-server.test.ts'], reason: TUNNELS_WHOLE },
  ],
  [
    'src/browser/indexed-db-store.ts',
    { coveredBy: ['test/chromium/browser-client.test.ts'], reason: 'it needs a real browser' },
  ],
  ['src/client/tree-sender.ts', { coveredBy: ['test/client/tree-transfer.test.ts'], reason: TRANSFERS_WHOLE }],
  ['src/client/tree-receiver.ts', { coveredBy: ['test/client/tree-transfer.test.ts'], reason: TRANSFERS_WHOLE }],
  ['src/daemon/audit-source.ts', { coveredBy: ['test/daemon/admin/record-routes.test.ts'], reason: RUN_WHOLE }],
  [
    'src/cli/validator/validator-source.ts',
    { coveredBy: ['test/chromium/dashboard.test.ts'], reason: 'it only asks a running validator, and that is shown' },
  ],
  ['src/daemon/admin/admin-session.ts', { coveredBy: ['test/daemon/admin/admin-app.test.ts'], reason: RUN_WHOLE }],
  ['tools/dashboard-size.ts', { coveredBy: ['test/tools/package/dashboard-bundle.test.ts'], reason: RUN_WHOLE }],
  ['tools/run-from-source.ts', { coveredBy: ['test/tools/package/dashboard-cache.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/up/up-settings.ts', { coveredBy: ['test/cli/commands/up.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/up/device-run.ts', { coveredBy: ['test/cli/commands/up.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/up/administration.ts', { coveredBy: ['test/cli/commands/up.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/up/peer-service.ts', { coveredBy: ['test/cli/commands/up.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/up/opened-tunnels.ts', { coveredBy: ['test/cli/commands/up-tunnels.test.ts'], reason: RUN_WHOLE }],
  [
    'src/daemon/admin/admin-routes.ts',
    { coveredBy: ['test/daemon/admin/admin-app.test.ts'], reason: 'a table: the app answers by every row' },
  ],
  ['src/cli/path-sender.ts', { coveredBy: ['test/cli/commands/send.test.ts'], reason: RUN_WHOLE }],
  [
    'src/consensus/tendermint/transition.ts',
    {
      coveredBy: ['test/consensus/tendermint/reducer.test.ts', 'test/consensus/tendermint/round-steps.test.ts'],
      reason: 'the workbench of the reducer: every step is taken on it',
    },
  ],
  ['src/cli/qkd/qkd-plot.ts', { coveredBy: ['test/cli/commands/qkd.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/qkd/qkd-simulation.ts', { coveredBy: ['test/cli/commands/qkd.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/qkd/qkd-table.ts', { coveredBy: ['test/cli/commands/qkd.test.ts'], reason: RUN_WHOLE }],
  [
    'src/base/error-catalogue/cluster-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/messaging/nats/nats-provision.ts',
    { coveredBy: ['test/messaging/nats/nats-engine.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/nats/stored-entry.ts',
    { coveredBy: ['test/messaging/nats/nats-engine.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/nats/nats-bucket.ts',
    { coveredBy: ['test/messaging/nats/nats-engine.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/nats/nats-directory.ts',
    { coveredBy: ['test/messaging/nats/nats-engine.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/nats/nats-claims.ts',
    { coveredBy: ['test/messaging/nats/nats-mailboxes.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/nats/nats-presence.ts',
    { coveredBy: ['test/messaging/nats/nats-broadcast.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/cluster/user-keys.ts',
    { coveredBy: ['test/messaging/nats/nats-mailboxes.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/cluster/nats-server.ts',
    { coveredBy: ['test/messaging/nats/nats-mailboxes.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/cluster/local-plan.ts',
    { coveredBy: ['test/messaging/nats/nats-mailboxes.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/cluster/local-cluster.ts',
    { coveredBy: ['test/messaging/nats/nats-mailboxes.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/messaging/cluster/rights-check.ts',
    { coveredBy: ['test/cli/commands/cluster.test.ts'], reason: CLUSTERS_WHOLE },
  ],
  [
    'src/base/error-catalogue/monitor-errors.ts',
    { coveredBy: ['test/base/error-catalogue.test.ts'], reason: ERROR_TABLE },
  ],
  [
    'src/daemon/admin/json-body.ts',
    { coveredBy: ['test/daemon/admin/alert-routes.test.ts'], reason: 'words of routes: every route speaks them' },
  ],
  [
    'src/daemon/admin/json-answer.ts',
    { coveredBy: ['test/daemon/admin/series-routes.test.ts'], reason: 'words of routes: every route speaks them' },
  ],
  [
    'src/monitor/alerts/alert-rule.ts',
    { coveredBy: ['test/monitor/alerts/default-rules.test.ts'], reason: 'words of rules: the default ones use them' },
  ],
  [
    'src/daemon/alerts/alert-notice.ts',
    { coveredBy: ['test/daemon/alerts/webhook-sink.test.ts'], reason: 'one line, which sinks send' },
  ],
  ['src/cli/admin-tokens.ts', { coveredBy: ['test/cli/commands/up.test.ts'], reason: RUN_WHOLE }],
  ['src/cli/admin-connection.ts', { coveredBy: ['test/cli/commands/alerts.test.ts'], reason: RUN_WHOLE }],
  [
    'src/client/performance-settings.ts',
    {
      coveredBy: ['test/client/streamlined-secure-client.test.ts'],
      reason: 'a step from the manager to the network: whole clients take it',
    },
  ],
  ['src/client/cluster.ts', { coveredBy: ['test/cli/commands/cluster.test.ts'], reason: RUN_WHOLE }],
]);
