/** What a query must come to: `true` is proved, `false` has an attack (or, for reachability, a run). */
export type Verdict = 'true' | 'false';

/** One run of ProVerif: libraries, a main file, and what each query of that must come to. */
export interface FormalCase {
  readonly protocol: 'XXpsk4' | 'IKpsk2' | 'rekey';
  /** What the attacker can do. */
  readonly attacker: string;
  /** What is asked. */
  readonly claim: string;
  /** Files of `formal/`, without `.pvl`. */
  readonly libraries: readonly string[];
  /** A file of `formal/cases`, without `.pv`. */
  readonly main: string;
  readonly expected: readonly Verdict[];
}

const SOUND = ['dh', 'kem'];
const DH_BROKEN = ['dh-broken', 'kem'];
const KEM_BROKEN = ['dh', 'kem-broken'];
const BROKEN = ['dh-broken', 'kem-broken'];

const SECRET: readonly Verdict[] = ['true', 'true'];
const FOUND: readonly Verdict[] = ['false', 'false'];
/** Secrecy both ways, injective agreement both ways, and a run to the end. */
const SECRET_AND_AGREED: readonly Verdict[] = ['true', 'true', 'true', 'true', 'false'];
const CLAIM_ALL = 'secrecy both ways, injective agreement on the session key both ways';

type Question = Omit<FormalCase, 'protocol'>;

/** The questions that both handshakes answer. */
const handshakeQuestions: readonly Question[] = [
  { attacker: 'the network', claim: CLAIM_ALL, libraries: SOUND, main: 'known-peers', expected: SECRET_AND_AGREED },
  {
    attacker: 'every Diffie-Hellman secret',
    claim: CLAIM_ALL,
    libraries: DH_BROKEN,
    main: 'known-peers',
    expected: SECRET_AND_AGREED,
  },
  {
    attacker: 'every KEM secret',
    claim: CLAIM_ALL,
    libraries: KEM_BROKEN,
    main: 'known-peers',
    expected: SECRET_AND_AGREED,
  },
  {
    attacker: 'every Diffie-Hellman secret, and every long-term key later',
    claim: 'what was said before stays secret',
    libraries: DH_BROKEN,
    main: 'statics-leak-later',
    expected: SECRET,
  },
  {
    attacker: 'every secret and long-term key, but not the shared key',
    claim: CLAIM_ALL,
    libraries: BROKEN,
    main: 'shared-key-only',
    expected: SECRET_AND_AGREED,
  },
  {
    attacker: 'every Diffie-Hellman and KEM secret, no shared key',
    claim: 'control: the words are found',
    libraries: BROKEN,
    main: 'nothing-left',
    expected: FOUND,
  },
  {
    attacker: 'every Diffie-Hellman secret, devices of its own, the choice of who meets whom',
    claim: CLAIM_ALL,
    libraries: DH_BROKEN,
    main: 'any-peer',
    expected: ['true', 'true', 'true', 'true'],
  },
  {
    attacker: 'every Diffie-Hellman secret, devices of its own, the choice of who meets whom',
    claim: 'no unknown key share',
    libraries: DH_BROKEN,
    main: 'unknown-key-share',
    expected: ['true'],
  },
  {
    attacker: "every Diffie-Hellman secret, and the initiator's long-term keys",
    claim: 'nobody poses as the responder to it',
    libraries: DH_BROKEN,
    main: 'impersonation-to-initiator',
    expected: SECRET,
  },
  {
    attacker: "every Diffie-Hellman secret, and the responder's long-term keys",
    claim: 'nobody poses as the initiator to it',
    libraries: DH_BROKEN,
    main: 'impersonation-to-responder',
    expected: SECRET,
  },
];

const AGREED_AND_REACHED: readonly Verdict[] = ['true', 'false'];
const HEALS = 'the new keys are secret and agreed on';

const rekeyQuestions: readonly Question[] = [
  {
    attacker: 'the network, every Diffie-Hellman and KEM secret, not the root',
    claim: HEALS,
    libraries: BROKEN,
    main: 'rekey-secret-root',
    expected: [...SECRET, ...AGREED_AND_REACHED],
  },
  ...[SOUND, DH_BROKEN, KEM_BROKEN].map(
    (libraries, at): Question => ({
      attacker: `the root, listening; ${['no more', 'every Diffie-Hellman secret', 'every KEM secret'][at]}`,
      claim: HEALS,
      libraries,
      main: 'rekey-known-root',
      expected: [...SECRET, ...AGREED_AND_REACHED],
    }),
  ),
  {
    attacker: 'the root, listening; every Diffie-Hellman and KEM secret, not the shared key',
    claim: HEALS,
    libraries: BROKEN,
    main: 'rekey-known-root-shared-key',
    expected: [...SECRET, ...AGREED_AND_REACHED],
  },
  {
    attacker: 'the root, listening; every Diffie-Hellman and KEM secret, no shared key',
    claim: 'control: the words are found',
    libraries: BROKEN,
    main: 'rekey-known-root',
    expected: [...FOUND, ...AGREED_AND_REACHED],
  },
  {
    attacker: 'the root, in the middle',
    claim: 'control: the words are found',
    libraries: SOUND,
    main: 'rekey-in-the-middle',
    expected: FOUND,
  },
  {
    attacker: 'the root that follows; every Diffie-Hellman and KEM secret',
    claim: 'what was said before stays secret',
    libraries: BROKEN,
    main: 'rekey-later',
    expected: ['true'],
  },
];

function asked(protocol: FormalCase['protocol'], library: string, questions: readonly Question[]): FormalCase[] {
  return questions.map((question) => ({
    ...question,
    protocol,
    libraries: ['rest', ...question.libraries, library],
  }));
}

/** Questions to IKpsk2 on which ProVerif did not end in the minutes it was given: nothing is claimed. The first follows from the case where Diffie-Hellman is broken. */
const unfinished: readonly Pick<Question, 'libraries' | 'main'>[] = [
  { libraries: SOUND, main: 'known-peers' },
  { libraries: KEM_BROKEN, main: 'known-peers' },
  { libraries: DH_BROKEN, main: 'impersonation-to-responder' },
];

function isFinished({ libraries, main }: Question): boolean {
  return !unfinished.some((open) => open.main === main && open.libraries === libraries);
}

/** The same, as text for the page. */
export const openQuestions: readonly string[] = handshakeQuestions
  .filter((question) => !isFinished(question))
  .map(({ attacker, claim }) => `IKpsk2, the attacker has ${attacker}: ${claim}`);

/** Every case, in the order of the table. */
export const formalCases: readonly FormalCase[] = [
  ...asked('XXpsk4', 'xx-psk4', handshakeQuestions),
  ...asked('IKpsk2', 'ik-psk2', handshakeQuestions.filter(isFinished)),
  ...asked('rekey', 'rekey', rekeyQuestions),
];

/** A name that no other case has. */
export function caseName({ libraries, main }: FormalCase): string {
  return [...libraries.slice(1), main].join(' ');
}

/** The files of a case, from the root of the repository. */
export function caseFiles({ libraries, main }: FormalCase): readonly string[] {
  return [...libraries.map((library) => `formal/${library}.pvl`), `formal/cases/${main}.pv`];
}

/** The words that run a case from the root of the repository. */
export function caseCommand(formalCase: FormalCase, program: string): [string, ...string[]] {
  const files = caseFiles(formalCase);
  return [program, ...files.slice(0, -1).flatMap((library) => ['-lib', library]), ...files.slice(-1)];
}
