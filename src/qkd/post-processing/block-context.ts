import { ByteWriter, equalPublicBytes } from '../../base/index.ts';
import type { AuthenticatedDialogue } from './authenticated-dialogue.ts';
import type { AuthenticationKey } from './authentication-key.ts';
import { type BlockParameters, parametersDigest } from './block-parameters.ts';
import { POST_PROCESSING_VERSION } from './message-types.ts';

/** Public randomness that Alice sends for a sample and for a permutation, in bytes. */
export const SEED_BYTES = 16;
/** The CHSH sum goes over the wire in millionths. */
export const CHSH_SCALE = 1e6;

/** What an end needs to run one block. */
export interface BlockContext {
  readonly dialogue: AuthenticatedDialogue;
  readonly authentication: AuthenticationKey;
  readonly parameters: BlockParameters;
  /** Number of the block, from 0: both ends count alike. */
  readonly block: number;
  /** Pulses of the stretch. */
  readonly pulses: number;
}

/** Tells the other end what this one takes for granted, Alice first, and gives the block up unless it is the same. */
export async function greet({ dialogue, parameters, block, pulses }: BlockContext): Promise<void> {
  const digest = parametersDigest(parameters);
  const greeting = new ByteWriter().u16(POST_PROCESSING_VERSION).u32(block).u64(pulses).bytes(digest).finish();
  if (dialogue.end === 'alice') await dialogue.send('hello', greeting);
  const body = await dialogue.receive('hello');
  const isEqual = equalPublicBytes(body.bytes(greeting.length), greeting);
  body.end();
  if (!isEqual) await dialogue.abort('otherParameters');
  if (dialogue.end === 'bob') await dialogue.send('hello', greeting);
}
