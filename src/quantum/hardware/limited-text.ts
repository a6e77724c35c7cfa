import { refused } from './backend-fault.ts';

/** Longest answer that is read, in characters. */
export const MAX_ANSWER_CHARS = 16_777_216;

/** The text of an answer. Throws `QUANTUM_BACKEND_REFUSED` when it has no end in sight. */
export async function limitedText(response: Response, backend: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_CHARS)
      throw refused(backend, `its answer has more than ${MAX_ANSWER_CHARS} characters`);
  }
  return text;
}
