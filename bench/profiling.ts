import { ProcessorProfile } from './processor-profile.ts';
import type { Role } from './roles.ts';

/** The commands by which a process is profiled: `startProfile`, and `stopProfile` for the parts of its causes. */
export function profiling(): Role {
  let profile: ProcessorProfile | undefined;
  return {
    startProfile: async () => {
      profile = await ProcessorProfile.start();
      return null;
    },
    stopProfile: async () => (await profile?.stop()) ?? {},
  };
}
