// Four maintainers sign off a release: no one alone can, one may be away or malicious, and anybody checks the proof offline.
import { copyFile, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, silentMetrics } from 'qforge/base';
import { ReservedPorts } from 'qforge/network';
import * as validators from 'qforge/validator';

const NAMES = ['ada', 'bo', 'cy', 'di'];
await using folder = await mkdtempDisposable(join(tmpdir(), 'release-'));
const at = (...names: readonly string[]): string => join(folder.path, ...names);

// Every maintainer makes keys and hands out a card; the cards together are the network, which everybody pins.
using reserved = await ReservedPorts.take(NAMES.length);
const cards = await Promise.all(
  NAMES.map((name, index) => {
    const address = `tcp://127.0.0.1:${reserved.ports[index]}`;
    return validators.initValidator(at(name), { name, address, passphrase: undefined });
  }),
);
await validators.writeNetworkFile(at('network.json'), validators.foundNetwork('releases', cards));
await Promise.all(NAMES.map((name) => copyFile(at('network.json'), at(name, 'network.json'))));

// Three of the four run. Each approves what its own check finds good: here, that the build has a digest.
const policy: validators.VotePolicy = ({ content }) =>
  Promise.resolve(/^sha256 [0-9a-f]{64}$/u.test(Buffer.from(content).toString()) ? 'approve' : 'reject');
await using running = new AsyncDisposableStack();
for (const name of NAMES.slice(0, 3)) {
  const options = {
    folder: at(name),
    policy,
    logger: silentLogger,
    metrics: silentMetrics,
    times: validators.fastTimes,
  };
  running.use(await validators.RunningValidator.start({ ...options, onFailure: (error) => console.error(error) }));
}

// Any of them proposes, and everybody gets the same decision.
const content = Buffer.from(`sha256 ${'ab'.repeat(32)}`).toString('base64');
const title = 'Release 1.2.0';
const proposed = (await validators.askValidator(at('ada'), {
  method: 'propose',
  title,
  content,
  heights: 100,
  waitMs: 60_000,
})) as { proposal: string; outcome: string };
console.log(`${title}: ${proposed.outcome}`);

// The proof needs no network: a receipt and a certified block, against the pinned file.
const proof = (await validators.askValidator(at('bo'), {
  method: 'proof',
  proposal: proposed.proposal,
  waitMs: 60_000,
})) as {
  receipt: string;
  decision: string;
};
const network = await validators.readNetworkFile(at('network.json'));
const [receipt, decision] = [Buffer.from(proof.receipt, 'base64'), Buffer.from(proof.decision, 'base64')];
const verified = validators.verifyDecision(network, { receipt, decision });
console.log(
  `verified offline: "${verified.title}" ${verified.outcome}, signed by ${verified.signers.length} of ${NAMES.length}`,
);
decision[decision.length - 1] = (decision.at(-1) ?? 0) ^ 1;
try {
  validators.verifyDecision(network, { receipt, decision });
} catch (error) {
  console.log(`one bit changed: ${error instanceof Error ? error.message : String(error)}`);
}
