import type { ValidatorSource } from '../../daemon/index.ts';
import { askValidator } from '../../validator/index.ts';

/** The validator that runs in a folder, for the admin interface; it is asked on its own socket each time. */
export function validatorSource(folder: string): ValidatorSource {
  return {
    status: () => askValidator(folder, { method: 'status' }),
    decisions: (before, count) => askValidator(folder, { method: 'decisions', before, count }),
    proof: (proposal) => askValidator(folder, { method: 'proof', proposal, waitMs: 0 }),
  };
}
