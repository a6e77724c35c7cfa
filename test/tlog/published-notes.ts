import { published } from './published.ts';

/** Notes that other implementations signed. */
export const publishedNotes = published('notes.json') as readonly {
  readonly source: string;
  readonly verifierKey: string;
  readonly privateKey?: string;
  readonly note: string;
}[];
