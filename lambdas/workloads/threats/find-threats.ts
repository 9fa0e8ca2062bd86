import type { Content, OnProblem } from '../yara/batch.ts';
import { type Hit, openYara, type Refused, ScanError, type Yara } from '../yara/yara.ts';
import { listOfHash, listsOfAddresses } from './lists.ts';
import type { OwnRules } from './own-rules.ts';
import { threatRuleOf } from './rules.ts';
import type { Threat } from './threat.ts';

/** Our own rules' threats among the hits in one file. */
export const threatsIn = (path: string, text: string, hits: readonly Hit[]): readonly Threat[] =>
  hits.flatMap(({ rule: name, matches }) => {
    const rule = threatRuleOf(name);
    return rule && matches.some(({ offset }) => rule.accept({ path, text, offset }))
      ? [{ rule: rule.id, path }]
      : [];
  });

/** A folder of rules that keeps the engine for so long is left out from then on. */
const MOST_FAILURES = 3;
const LIMITS = { scanMs: 5000, compileMs: 20_000, most: 1 };

export interface OwnFinder {
  readonly refused: readonly Refused[];
  find(file: Content): Promise<readonly Threat[]>;
  close(): Promise<void>;
}

const named = (files: ReadonlyMap<string, string>, { source, rule }: Hit): string =>
  `${files.get(source) ?? source}/${rule}`;

/** What users' rules and lists say of files, one by one: their rules may ask for sizes and places in a file. */
export const ownFinder = async (
  { sources, files, lists, refused }: OwnRules,
  onProblem: OnProblem,
): Promise<OwnFinder> => {
  const yara: Yara | undefined = sources.length > 0 ? await openYara([], sources, LIMITS) : undefined;
  const without = (yara?.refused ?? []).map(({ name, why }) => ({ name: files.get(name) ?? name, why }));
  const isThere = sources.length > (yara?.refused.length ?? 0);
  let failures = 0;

  const failed = (path: string, error: unknown): void => {
    if (!(error instanceof ScanError)) throw error;
    failures += 1;
    onProblem(path, new Error(`rules of your own: ${error.message}`));
    if (failures === MOST_FAILURES)
      onProblem('/', new Error('rules of your own take too long, and were left out from here on'));
  };

  const byRules = async ({ path, data }: Content): Promise<readonly string[]> => {
    if (!yara || !isThere || failures >= MOST_FAILURES) return [];
    try {
      return (await yara.scan(data)).map((hit) => named(files, hit));
    } catch (error) {
      failed(path, error);
      return [];
    }
  };

  return {
    refused: [...refused, ...without],
    find: async (file) => {
      const hash = listOfHash(lists, file.data);
      const rules = [
        ...(hash ? [hash] : []),
        ...listsOfAddresses(lists, file.path, file.data.toString('latin1')),
        ...(await byRules(file)),
      ];
      return rules.map((rule) => ({ rule, path: file.path }));
    },
    close: async () => {
      await yara?.close();
    },
  };
};
