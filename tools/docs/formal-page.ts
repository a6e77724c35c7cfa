import { caseCommand, caseName, type FormalCase, formalCases, openQuestions } from '../formal/cases.ts';
import { caseDigest, type FormalRecord, faultOf, RESULTS_FILE } from '../formal/results.ts';
import type { SourceTree } from '../source-tree.ts';
import { type GeneratedPage, markdownTable, pageHeader } from './generated-page.ts';

const INTRODUCTION = `What a machine has proved of the handshake and of the rekey, in the symbolic model: cryptography is perfect where it is not
said to be broken, and the attacker is the network. [formal/README.md](../formal/README.md) says what is modelled and what is not.
To prove it again where ProVerif is installed: \`npm run -s formal\`. To see one case, with the attack where there is one:

    PROGRAM
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
        pageHeader('What is proved', 'formal/ and tools/formal/cases.ts'),
        INTRODUCTION.replace('PROGRAM', caseCommand(first, 'proverif').join(' ')),
        `Proved by ${program}. Times are of one run on a shared machine.\n`,
        markdownTable(['Protocol', 'The attacker has', 'Claim', 'Result', 'Time', 'Case'], rows),
        '\nNot answered, and so not claimed: ProVerif did not end in the minutes it was given, where the others take seconds.\n',
        ...openQuestions.map((question) => `- ${question}.`),
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
