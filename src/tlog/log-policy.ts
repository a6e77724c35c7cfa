import { assert, QForgeError } from '../base/index.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { type NoteVerifier, openSignedNote, type VerifiedNote } from './note-verifier.ts';

/** Whom a reader of a log believes. */
export interface LogPolicy {
  readonly origin: string;
  /** Keys of the log itself, of which one must have signed. None, where the witnesses together are the log. */
  readonly logKeys: readonly NoteVerifier[];
  /** Those who cosign. */
  readonly witnesses: readonly NoteVerifier[];
  /** How many different witnesses must have cosigned. */
  readonly threshold: number;
}

/** A checkpoint that a policy takes, with its note. */
export interface TrustedCheckpoint extends Checkpoint {
  readonly note: VerifiedNote;
}

/** Reads a checkpoint and holds it against a policy. Throws `MALFORMED` or `NOTE_UNVERIFIED`. */
export function openCheckpoint(unverified: Uint8Array, policy: LogPolicy): TrustedCheckpoint {
  assert(policy.logKeys.length > 0 || policy.threshold > 0, 'a policy asks for at least one signature');
  const note = openSignedNote(unverified, [...policy.logKeys, ...policy.witnesses]);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== policy.origin) throw unbelieved(`it is of the log ${checkpoint.origin}`);
  if (policy.logKeys.length > 0 && !policy.logKeys.some((key) => note.signedBy.includes(key))) {
    throw unbelieved('the log did not sign it');
  }
  // One witness under two keys, or listed twice, counts once: by name.
  const cosigners = new Set(policy.witnesses.filter((key) => note.signedBy.includes(key)).map(({ key }) => key.name));
  if (cosigners.size < policy.threshold) {
    throw unbelieved(`${cosigners.size} witnesses cosigned it, of ${policy.threshold} that must`);
  }
  return { ...checkpoint, note };
}

function unbelieved(reason: string): QForgeError<'NOTE_UNVERIFIED'> {
  return new QForgeError('NOTE_UNVERIFIED', { reason });
}
