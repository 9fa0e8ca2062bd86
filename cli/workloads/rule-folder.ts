import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  isRuleFile,
  MOST_FILES,
  mostBytesOf,
  NO_RULES,
  type OwnRules,
  ownRulesOf,
  type RuleFile,
} from '../../lambdas/workloads/threats/own-rules.ts';
import { UsageError } from '../exit.ts';

/** The rules and lists of a folder of this machine. Throws a UsageError where there are none. */
export const rulesInFolder = (folder: string | undefined): OwnRules => {
  if (folder === undefined) return NO_RULES;
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`There is no folder ${folder}`);
  const names = readdirSync(folder).filter(isRuleFile).sort();
  if (names.length === 0)
    throw new UsageError(`There are no rules in ${folder}. It should hold *.yar, *.sha256 or *.urls`);
  return ownRulesOf(
    names.map((name, i): RuleFile => {
      const path = join(folder, name);
      const { size } = statSync(path);
      if (i >= MOST_FILES) return { name, why: `there are more than ${MOST_FILES} files of rules` };
      if (size > mostBytesOf(name))
        return { name, why: `it has ${size} bytes, and ${mostBytesOf(name)} are read` };
      return { name, text: readFileSync(path, 'utf8') };
    }),
  );
};
