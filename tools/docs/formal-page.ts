import { caseCommand, caseName, type FormalCase, formalCases, openQuestions } from '../formal/cases.ts';
import { caseDigest, type FormalRecord, faultOf, RESULTS_FILE } from '../formal/results.ts';
import { SPIN_MODEL, type SpinCase, spinCaseName, spinCases } from '../formal/spin-cases.ts';
import { SPIN_RESULTS_FILE, type SpinRecord, spinDigest, spinFaultOf } from '../formal/spin-results.ts';
import type { SourceTree } from '../source-tree.ts';
import { type GeneratedPage, markdownTable, pageHeader } from './generated-page.ts';

const INTRODUCTION = `What a machine has proved of the handshake and of the rekey, in the symbolic model: cryptography is perfect where it is not
said to be broken, and the attacker is the network. [formal/README.md](../formal/README.md) says what is modelled and what is not.
To prove it again where ProVerif is installed: \`npm run -s formal\`. To see one case, with the attack where there is one:

    PROGRAM
`;

const AGREEMENT = `
## Agreement
[formal/tendermint.pml](../formal/tendermint.pml) is one height of the agreement protocol ([spec/consensus](spec/consensus.md) §9) for Spin, which goes through every
state: four validators of which one is faulty and may have said anything to anybody, two blocks, and messages that arrive in any order or not at all. The model is the
rules and not the program; the program itself is searched in the same way, by \`npm run -s sim -- exhaustive\`
([evidence](consensus-evidence.md)). To search again where Spin and a C compiler are installed: \`npm run -s formal -- tendermint\`.
`;

/** docs/formal.md: every case with what was proved; nothing when there are no models in the tree. */
export function formalPages(tree: SourceTree): readonly GeneratedPage[] {
  const text = tree.get(RESULTS_FILE);
  const [first] = formalCases;
  if (text === undefined || first === undefined) return [];
  const { program, results } = JSON.parse(text) as FormalRecord;
  const rows = formalCases.map((formalCase) => rowOf(formalCase, results, tree));
  return [
    {
      path: 'docs/formal.md',
      text: [
        pageHeader('What is proved', 'formal/ and tools/formal/'),
        INTRODUCTION.replace('PROGRAM', caseCommand(first, 'proverif').join(' ')),
        `Proved by ${program}. Times are of one run on a shared machine.\n`,
        markdownTable(['Protocol', 'The attacker has', 'Claim', 'Result', 'Time', 'Case'], rows),
        '\nNot answered, and so not claimed: ProVerif did not end in the minutes it was given, where the others take seconds.\n',
        ...openQuestions.map((question) => `- ${question}.`),
        ...agreementSection(tree),
        '',
      ].join('\n'),
    },
  ];
}

function rowOf(formalCase: FormalCase, results: FormalRecord['results'], tree: SourceTree): readonly string[] {
  const name = caseName(formalCase);
  const result = results[name];
  const fault = faultOf(result, formalCase.expected, caseDigest(formalCase, tree));
  const { protocol, attacker, claim } = formalCase;
  return [protocol, attacker, claim, fault ?? 'as expected', `${result?.seconds ?? '-'} s`, `\`${name}\``];
}

function agreementSection(tree: SourceTree): readonly string[] {
  const text = tree.get(SPIN_RESULTS_FILE);
  if (text === undefined || !tree.has(SPIN_MODEL)) return [];
  const { program, results } = JSON.parse(text) as SpinRecord;
  const rows = spinCases.map((spinCase) => agreementRow(spinCase, results, spinDigest(tree)));
  return [AGREEMENT, `Searched by ${program}.\n`, markdownTable(['Claim', 'Result', 'States', 'Case'], rows)];
}

function agreementRow(spinCase: SpinCase, results: SpinRecord['results'], digest: string): readonly string[] {
  const name = spinCaseName(spinCase);
  const result = results[name];
  const fault = spinFaultOf(result, spinCase.expected, digest);
  return [spinCase.claim, fault ?? 'as expected', `${result?.states ?? '-'}`, `\`${name}\``];
}
