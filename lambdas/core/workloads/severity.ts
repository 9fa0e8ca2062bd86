import type { Rating } from './advisory.ts';
import { STAND_INS, type Weight } from './risk.ts';

/**
 * How soon a vulnerability wants to be fixed: CRITICAL is exploited and can be reached, HIGH is or will likely be
 * exploited, MEDIUM is grave and may be, LOW is all else. An unknown likelihood is not taken for a small one.
 */
export const severityOf = (
  { kev, epss, cvss, rating = 'LOW' }: Pick<Weight, 'kev' | 'epss' | 'cvss' | 'rating'>,
  reachable: boolean,
): Rating => {
  if (kev) return reachable ? 'CRITICAL' : 'HIGH';
  if ((cvss ?? STAND_INS[rating]) < 7) return 'LOW';
  if (epss !== undefined && epss >= 0.1) return 'HIGH';
  return epss === undefined || epss >= 0.01 || reachable ? 'MEDIUM' : 'LOW';
};
