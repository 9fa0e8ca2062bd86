import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { remediate } from '../../lambdas/core/remediate/remediate.ts';
import type { Assessor, Task } from '../../lambdas/core/remediate/remediator.ts';
import type { Explanation } from './explain.ts';

/** What was recorded before, as far as it changes what is done now: not as far as it keeps from telling it again. */
const blank = (latest: LedgerRecord | undefined): LedgerRecord | undefined => {
  if (!latest) return undefined;
  const { closedAt: _, ...record } = latest;
  return { ...record, state: 'CLOSED', findings: {}, removed: [], changed: [] };
};

/** The very loop of the functions, with a fixer that only pretends and a ledger that is only listened to. */
export const rehearse = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  task: Task<Part>,
  latest: LedgerRecord | undefined,
): Promise<Explanation['would']> => {
  const { kind } = assessor;
  const heard: LedgerRecord[] = [];
  const listen = async (record: LedgerRecord) => {
    heard.push(record);
    return true;
  };
  await remediate(
    {
      ...assessor,
      fixer: {
        fix: async (_, parts, rest = []) => ({ gone: parts, removed: parts, left: [], added: rest }),
      },
      ledger: { latest: async () => blank(latest), append: listen, replace: listen, refuse: async () => {} },
    },
    task,
  );
  const record = heard.findLast(({ state }) => state === 'CLOSED');
  const model = await assessor.reader.read(task.id);
  const texts = (parts: readonly unknown[] = []) => (parts as readonly Part[]).map(kind.describe);
  return {
    remove: texts(record?.removed),
    add: texts(record?.added),
    keep: record?.kept ?? (model === undefined ? 0 : kind.parts(model).length),
    findings: Object.fromEntries(
      (record?.changed ?? []).flatMap((template) => {
        const state = record?.findings[template];
        if (!state) return [];
        const { n: _, recent: __, ...told } = state;
        return [[template, told] as const];
      }),
    ),
  };
};
