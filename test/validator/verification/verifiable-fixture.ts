import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChainState, createProposal } from '../../../src/consensus/index.ts';
import { nativeBackend, type SigningKey } from '../../../src/crypto/index.ts';
import { initValidator } from '../../../src/validator/index.ts';
import { encodeDecided } from '../../../src/validator/journal/decision-journal.ts';
import { readValidatorKeys } from '../../../src/validator/setup/init-validator.ts';
import { foundNetwork, writeNetworkFile } from '../../../src/validator/setup/network-file.ts';
import { ballotOf, blockAfter, type Fixture, statementOf } from '../consensus-fixture.ts';

const NO_CONTEXT = new Uint8Array(0);

/** Rules with a content that meets all of them, and what both were made of. */
export interface Verifiable {
  readonly rules: Record<string, unknown>;
  readonly content: Record<string, unknown>;
}

/** Rules for all methods, in a folder, and a content that every method passes. */
export async function verifiableIn(folder: string): Promise<Verifiable> {
  const keys = {
    ed25519: nativeBackend.signature('Ed25519').generate(),
    mlDsa: nativeBackend.signature('ML-DSA-65').generate(),
  };
  const attachment = new TextEncoder().encode('the release');
  const digest = nativeBackend.hash('SHA3-256').digest(attachment);
  const said = {
    subject: 'release 1.2',
    digest: { algorithm: 'SHA3-256', value: base64(digest) },
    quantumState: {
      kind: 'chsh',
      ...Object.fromEntries(['ab', 'abPrime', 'aPrimeB'].map((name) => [name, { same: 8500, different: 1500 }])),
      aPrimeBPrime: { same: 1500, different: 8500 },
    },
  };
  const statement = new TextEncoder().encode(JSON.stringify(said));
  const network = join(folder, 'other-network.json');
  const decision = await decisionOf(folder, network, statement);
  const rules = {
    version: 1,
    policy: 'all',
    methods: {
      CryptographicSignature: { suite: 'Ed25519', publicKey: base64(keys.ed25519.publicKey.bytes) },
      QuantumResistant: { suite: 'ML-DSA-65', publicKey: base64(keys.mlDsa.publicKey.bytes) },
      IntegrityHash: {},
      QuantumState: { threshold: 2 },
      ConsensusValidation: { network },
    },
  };
  const content = {
    version: 1,
    statement: base64(statement),
    signatures: {
      CryptographicSignature: base64(keys.ed25519.sign(statement, NO_CONTEXT)),
      QuantumResistant: base64(keys.mlDsa.sign(statement, NO_CONTEXT)),
    },
    attachment: base64(attachment),
    decision: base64(decision),
  };
  return { rules, content };
}

/** Another network, of one validator, that has approved the statement. */
async function decisionOf(folder: string, path: string, statement: Uint8Array): Promise<Uint8Array> {
  const other = join(folder, 'other');
  const card = await initValidator(other, { name: 'other', address: 'tcp://127.0.0.1:1', passphrase: undefined });
  const network = foundNetwork('other', [card]);
  await writeNetworkFile(path, network);
  const { voteKey } = await readValidatorKeys(other, undefined, nativeBackend);
  return approvalOf({ genesis: network.genesis, keys: [voteKey] }, statement);
}

function approvalOf(fixture: Fixture, statement: Uint8Array): Uint8Array {
  const { chainId } = fixture.genesis;
  const nonce = nativeBackend.random.fill(new Uint8Array(16));
  const proposal = createProposal(
    { chainId, kind: 'statement', nonce, deadlineHeight: 9, title: 'a statement', content: statement },
    nativeBackend,
  );
  const ballots = fixture.keys.map((_: SigningKey, seat) => ballotOf(fixture, proposal, seat));
  const decision = { outcome: 'approved', proposal, ballots, newSetBallots: [] } as const;
  const block = blockAfter(ChainState.of(fixture.genesis, nativeBackend), decision);
  const votes = fixture.keys.map((_, validator) => {
    const { signature } = statementOf(fixture, validator, { kind: 'precommit', value: block.id });
    return { validator, lockRound: -1, signature };
  });
  const certificate = { step: 'precommit', chainId, epoch: 0, height: 1, round: 0, value: block.id, votes } as const;
  return encodeDecided({ block, certificate });
}

/** Writes both into the folder, and says where. */
export function writeVerifiable(
  folder: string,
  { rules, content }: Verifiable,
): { readonly rules: string; readonly content: string } {
  const paths = { rules: join(folder, 'rules.json'), content: join(folder, 'content.json') };
  writeFileSync(paths.rules, JSON.stringify(rules));
  writeFileSync(paths.content, JSON.stringify(content));
  return paths;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
