import { published } from './published.ts';

/** Requests in their order, with what another witness answered. */
export const witnessVectors = published('witness-requests.json') as {
  readonly origin: string;
  readonly logPublicKey: string;
  readonly requests: readonly { readonly body: string; readonly status: number; readonly answer: string }[];
};
