import type { Claim } from './claim.ts';
import { claimsOfDesign } from './claims-of-design.ts';
import { claimsOfFacts } from './claims-of-facts.ts';
import { claimsOfLessons } from './claims-of-lessons.ts';

/** Everything that must hold. */
export const claims: readonly Claim[] = [...claimsOfDesign, ...claimsOfFacts, ...claimsOfLessons];
