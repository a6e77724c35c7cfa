import { QForgeError, type SecretBytes } from '../../base/index.ts';
import { readWholeFile } from '../../client/index.ts';
import {
  foundNetwork,
  initValidator,
  readMemberCard,
  readNetworkFile,
  verifyDecision,
  writeNetworkFile,
} from '../../validator/index.ts';
import { existingPassphrase } from '../passphrase.ts';
import { printableText } from '../printable-text.ts';
import { printJson, printLines } from '../standard-output.ts';
import { alignedFields } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';
import type { FoundFlags, InitFlags, ValidatorFlags } from './validator-flags.ts';

const MAX_MEMBERS = 128;

/** `qforge validator init`: keys and card. */
export async function initCommand(folder: string, flags: InitFlags): Promise<void> {
  if (flags.passphrase && flags.passphraseFile === undefined)
    throw new QForgeError('PASSPHRASE_MISSING', { path: folder });
  const passphrase = flags.passphrase ? await passphraseOf(flags.passphraseFile, folder) : undefined;
  try {
    const card = await initValidator(folder, { name: flags.name, address: flags.address, passphrase });
    if (flags.json === true) return printJson({ folder, card });
    return printLines(
      alignedFields([
        ['folder', folder],
        ['peerid', card.peerId],
        ['card', `${folder}/card.json: give it to whoever founds the network`],
      ]),
    );
  } finally {
    passphrase?.wipe();
  }
}

/** `qforge validator found`: one file for all members. */
export async function foundCommand(name: string, paths: readonly string[], flags: FoundFlags): Promise<void> {
  const members = await Promise.all(paths.map((path) => readMemberCard(path)));
  const approvals =
    flags.approvals === undefined ? undefined : wholeNumber('--approvals', flags.approvals, 1, MAX_MEMBERS);
  const network = foundNetwork(name, members, approvals);
  await writeNetworkFile(flags.out, network);
  const { chainId, set } = network.genesis;
  const facts = {
    chain: chainId,
    validators: set.size,
    quorum: set.quorum,
    faulty: set.faulty,
    approvals: set.approvals,
  };
  if (flags.json === true) return printJson({ network: name, file: flags.out, ...facts });
  return printLines(
    alignedFields([
      ['network', name],
      ['chain', chainId],
      ['validators', `${set.size}, of which ${set.faulty} may be malicious`],
      ['approvals', `${set.approvals}`],
      ['file', `${flags.out}: copy it into the folder of every member`],
    ]),
  );
}

/** `qforge validator verify`: a receipt and a certified block, offline. */
export async function verifyCommand(
  path: string,
  receiptPath: string,
  decisionPath: string,
  flags: ValidatorFlags,
): Promise<void> {
  const network = await readNetworkFile(path);
  const [receipt, decision] = await Promise.all([readWholeFile(receiptPath), readWholeFile(decisionPath)]);
  const verified = verifyDecision(network, { receipt, decision });
  if (flags.json === true) return printJson({ valid: true, network: network.genesis.name, ...verified });
  return printLines(
    alignedFields([
      ['valid', 'yes'],
      ['outcome', verified.outcome],
      ['title', printableText(verified.title)],
      ['height', `${verified.height}, in epoch ${verified.epoch}`],
      ['signed by', verified.signers.map(printableText).join(', ')],
      ['log', `${verified.logSize} entries, cosigned by ${verified.cosigners}`],
      ...verified.ballots.map(
        ({ validator, verdict, methodResults }) =>
          [
            'ballot',
            `${printableText(validator)} ${verdict}, ${methodResults === null ? 'by hand or program: no method was run' : `method results ${methodResults}`}`,
          ] as const,
      ),
    ]),
  );
}

/** The passphrase of a validator's keys, from a file. */
export function passphraseOf(path: string | undefined, folder: string): Promise<SecretBytes> {
  return existingPassphrase(path === undefined ? undefined : { kind: 'file', path }, folder);
}
