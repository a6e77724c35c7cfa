import type { MirrorException } from './mirror-tests.ts';

const WHOLE_RULES = 'a list of checks, each with a test of its own; run on the repository';
const CHANNELS_WHOLE = 'it runs only between two peers: whole channels and clients drive it';
const RUN_WHOLE = 'an entry that only puts tested parts together; run as a program';
const SELF_TESTS = 'tests themselves: each is shown to pass on what is sound and to fail on what is broken';
const PUBLISHED_DATA = 'published answers, which both backends must give';

/** Sources that are tested under another name, with the reason. */
export const mirrorExceptions: ReadonlyMap<string, MirrorException> = new Map([
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
  ['tools/build.ts', { coveredBy: ['test/tools/package/build.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  ['tools/docs.ts', { coveredBy: ['test/tools/docs/pages.test.ts', '.ci/run'], reason: RUN_WHOLE }],
  ['tools/oldest-node.ts', { coveredBy: ['.ci/run'], reason: RUN_WHOLE }],
  ['tools/package-check.ts', { coveredBy: ['.ci/run'], reason: RUN_WHOLE }],
  [
    'tools/package/check.ts',
    { coveredBy: ['.ci/run'], reason: 'installs the real package, which takes a registry or a filled cache' },
  ],
  ['src/crypto/aead-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/hash-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/kem-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/signature-self-tests.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: SELF_TESTS }],
  ['src/crypto/ml-dsa-known-answers.ts', { coveredBy: ['test/crypto/self-test.test.ts'], reason: PUBLISHED_DATA }],
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
    'src/network/handshake-packets.ts',
    {
      coveredBy: ['test/network/channel.test.ts', 'test/client/streamlined-secure-client.test.ts'],
      reason: CHANNELS_WHOLE,
    },
  ],
  [
    'src/network/handshake-runner.ts',
    {
      coveredBy: ['test/network/channel.test.ts', 'test/client/streamlined-secure-client.test.ts'],
      reason: CHANNELS_WHOLE,
    },
  ],
  [
    'src/network/network-comms.ts',
    { coveredBy: ['test/client/streamlined-secure-client.test.ts'], reason: CHANNELS_WHOLE },
  ],
  ['src/network/secure-session.ts', { coveredBy: ['test/network/channel.test.ts'], reason: CHANNELS_WHOLE }],
]);
