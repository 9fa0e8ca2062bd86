import { classify } from '../../lambdas/core/base/errors.ts';
import { type Around, JUDGED_TYPES, type JudgedType } from '../judging/resource-types.ts';
import type { Explanation } from './explain.ts';

/** A name may fit several sorts; what may not be read under one is no answer while another one is found. */
export const explainAll = async (name: string, around: Around): Promise<readonly Explanation[]> => {
  const refusals: unknown[] = [];
  const attempt = async (one: JudgedType): Promise<readonly Explanation[]> => {
    try {
      const ids = await one.ids(name, {}, around);
      return (await Promise.all(ids.map((id) => one.explain(id, {}, around)))).flatMap((each) => each ?? []);
    } catch (error) {
      if (classify(error) !== 'permanent') throw error;
      refusals.push(error);
      return [];
    }
  };
  const found = (await Promise.all(JUDGED_TYPES.map(attempt))).flat();
  if (found.length === 0 && refusals.length > 0) throw refusals[0];
  return found;
};
