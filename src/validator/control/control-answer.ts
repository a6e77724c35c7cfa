import { QForgeError } from '../../base/index.ts';
import { type Digest, isDigest, type Verdict } from '../../consensus/index.ts';
import type { ListedDecision } from '../log/decision-list.ts';
import type { NamedStatus } from '../node/validator-status.ts';
import type { ControlRequest } from './control-request.ts';

/** What a running validator answers, by what it was asked. */
export interface ControlAnswers {
  readonly status: NamedStatus;
  readonly propose: {
    readonly proposal: Digest;
    readonly deadlineHeight: number;
    /** `pending` when the time to wait was over first. */
    readonly outcome: string;
    /** Of the log, once it is decided. */
    readonly height?: number;
  };
  /** What a change makes of the set, and the proposal, unless it was a trial. */
  readonly change: {
    readonly epoch: number;
    readonly validators: number;
    readonly faulty: number;
    readonly quorum: number;
    readonly approvals: number;
    readonly joined: readonly string[];
    readonly left: readonly string[];
    readonly proposal?: Digest;
    readonly deadlineHeight?: number;
    /** `trial` when nothing was proposed. */
    readonly outcome: string;
    readonly height?: number;
  };
  readonly vote: { readonly proposal: Digest; readonly verdict: Verdict };
  readonly proof: {
    readonly outcome: string;
    readonly height: number;
    /** Base64. */
    readonly receipt: string;
    /** Base64: the certified block. */
    readonly decision: string;
  };
  readonly decisions: { readonly height: number; readonly decisions: readonly ListedDecision[] };
}

type Fields = Readonly<Partial<Record<string, unknown>>>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value);
const isProposal: Check = (value) => typeof value === 'string' && isDigest(value);
const isObject: Check = (value) => typeof value === 'object' && value !== null;
const isList: Check = (value) => Array.isArray(value) && value.every(isObject);

const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);

/** What of each answer its reader leans on. Another version of the program may say more. */
const needed: { readonly [Method in ControlRequest['method']]: Readonly<Record<string, Check>> } = {
  status: {
    ...allOf(isText, 'chainId', 'network', 'step'),
    ...allOf(isList, 'members', 'proposals'),
    ...allOf(isObject, 'log', 'refused'),
    ...allOf(isCount, 'height', 'round', 'epoch', 'validators', 'approvals'),
  },
  propose: { proposal: isProposal, deadlineHeight: isCount, outcome: isText },
  change: {
    ...allOf(isCount, 'epoch', 'validators', 'faulty', 'quorum', 'approvals'),
    ...allOf(isTexts, 'joined', 'left'),
    outcome: isText,
  },
  vote: { proposal: isProposal, verdict: isText },
  proof: { outcome: isText, height: isCount, receipt: isText, decision: isText },
  decisions: { height: isCount, decisions: isList },
};

function allOf(check: Check, ...names: readonly string[]): Readonly<Record<string, Check>> {
  return Object.fromEntries(names.map((name) => [name, check]));
}

/** Checks an answer to a request of this method. Throws `MALFORMED`, as another version of the program may answer. */
export function checkControlAnswer<Method extends ControlRequest['method']>(
  method: Method,
  unverifiedAnswer: unknown,
): ControlAnswers[Method] {
  const fields = (isObject(unverifiedAnswer) ? unverifiedAnswer : {}) as Fields;
  const wrong = Object.entries(needed[method]).find(([name, isGood]) => !isGood(fields[name]));
  if (wrong !== undefined) {
    throw new QForgeError('MALFORMED', {
      what: `The answer to ${method}`,
      reason: `${wrong[0]} is not as it should be`,
    });
  }
  return unverifiedAnswer as ControlAnswers[Method];
}
