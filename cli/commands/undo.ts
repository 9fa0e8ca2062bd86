import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { own } from '../../lambdas/core/base/json.ts';
import type { Restore } from '../../lambdas/core/base/ports.ts';
import type { Exception } from '../../lambdas/core/exclusions/exceptions.ts';
import { type LedgerRecord, remediationId } from '../../lambdas/core/ledger/record.ts';
import type { Subject, Undoing } from '../../lambdas/core/ledger/undo.ts';
import { WHOLE_TYPES } from '../../lambdas/resource-types/connected.ts';
import { confirm, reasonFor } from '../ask.ts';
import { grant, takeBack } from '../exceptions.ts';
import { EXIT, RefusedError, UsageError } from '../exit.ts';
import { type Options, policyInForce } from '../options.ts';
import { type Deployed, deployed } from '../stack.ts';
import { complain, paint, print, printable } from '../terminal.ts';
import { failure } from '../undo/advice.ts';
import { findLast, findRemediation, templatesOf } from '../undo/find.ts';
import { TIMES, untilOf } from '../when.ts';

/** What is undone, and how its parts read. */
interface Undo extends Undoing<unknown> {
  describe(part: unknown): string;
  key(part: unknown): string;
}

const undoOf = (subject: Subject): Undo | undefined =>
  WHOLE_TYPES.find(({ name }) => name === subject.record.kind)?.use(({ type, undo }) => ({
    ...(undo(subject) as Undoing<unknown>),
    describe: (part) => type.describe(part as never),
    key: (part) => type.key(part as never),
  }));

interface UndoOptions {
  readonly last?: true;
  readonly yes?: true;
  readonly until: string;
  readonly reason?: string;
}

/** What is to be done, and with what it is allowed. */
interface Job {
  readonly remediation: string;
  readonly record: LedgerRecord;
  readonly undoing: Undo;
  readonly plan: Restore<unknown>;
  /** Those under which it is a violation. */
  readonly templates: readonly string[];
  readonly until: string;
  readonly reason: string;
}

const planned = async ({ plan }: Undo, remediation: string): Promise<Restore<unknown>> => {
  const found = await plan();
  if ('refused' in found)
    throw new UsageError(`${remediation} cannot be undone. ${printable(found.refused)}`);
  return found;
};

const difference = ({ record, undoing, plan, templates, until }: Omit<Job, 'reason'>): string => {
  const describe = (part: unknown) => printable(undoing.describe(part));
  return [
    record.resource,
    ...plan.put.map((part) => paint('red', `  + ${describe(part)}`, process.stderr)),
    ...plan.take.map((part) => `  - ${describe(part)}`),
    ...plan.notes.map(printable),
    ...(own(record, 'trimmed')
      ? ['The ledger had no room for the tags of these, so they come back without.']
      : []),
    `Left alone until ${until}, under ${templates.join(', ')}.`,
  ].join('\n');
};

/** Looks once more just before it writes: what somebody changed while the question stood is not lost. */
const restore = async ({ remediation, undoing, plan }: Job): Promise<void> => {
  const again = await planned(undoing, remediation);
  if (JSON.stringify(again) !== JSON.stringify(plan))
    throw new UsageError(
      `${remediation} was not undone: somebody has changed the resource meanwhile. Try again.`,
    );
  await undoing.restore(plan);
};

/** The exception comes first, so that what is put back stays; it goes again where nothing is put back. */
const carryOut = async (job: Job, { exceptions: table }: Deployed): Promise<readonly Exception[]> => {
  const { record, templates, until, reason, remediation, undoing } = job;
  const client = new DynamoDBClient(awsHttp());
  const wishes = templates.map((template) => ({
    ...{ resource: record.resource, template, until, reason, remediation },
  }));
  const granted = await grant(client, table, wishes);
  try {
    await restore(job);
  } catch (error) {
    await takeBack(client, table, granted);
    if (error instanceof UsageError) throw error;
    throw new RefusedError(failure(remediation, undoing.rights, error));
  }
  return granted;
};

const done = ({ remediation, plan, until }: Job, exceptions: readonly Exception[]): string =>
  [
    `${remediation} is undone: ${plan.put.length} put back${plan.take.length > 0 ? `, ${plan.take.length} taken away` : ''}.`,
    `Left alone until ${until}, then judged again. A finding says so by whom and why.`,
    `To end it before: npx --no -- drawbridge exceptions end ${exceptions.map(({ id }) => id).join(' ')}`,
  ].join('\n');

const run = async (name: string, given: UndoOptions, options: Options): Promise<void> => {
  const until = untilOf(given.until, policyInForce(options).exceptions.maxDays);
  const deployment = await deployed();
  const record = await (given.last ? findLast : findRemediation)(name, deployment);
  const remediation = given.last ? remediationId(record) : name;
  const undoing = undoOf({ record, place: deployment.place });
  if (!undoing)
    throw new UsageError(
      `${remediation} is of the resource type ${record.kind}, which this version does not know.`,
    );
  const plan = await planned(undoing, remediation);
  const templates = templatesOf(record, undoing.key);
  const draft = { remediation, record, undoing, plan, templates, until };
  complain(difference(draft));
  const reason = await reasonFor(given.reason, 'Why is it put back?');
  if (!given.yes && !(await confirm('Put it back?'))) {
    complain('Nothing was changed.');
    process.exitCode = EXIT.violations;
    return;
  }
  const job = { ...draft, reason };
  const exceptions = await carryOut(job, deployment);
  const restored = plan.put.map((part) => undoing.describe(part));
  const { resource } = record;
  print(options.json ?? false, { remediation, resource, restored, until, reason, exceptions }, () =>
    done(job, exceptions),
  );
};

export const configure = (command: Command): Command =>
  command
    .argument(
      '<remediation>',
      'its name in the finding, e.g. sg-0123456789abcdef0/7; ARN/7 where that is not unique',
    )
    .option('--last', 'the last remediation of the resource that is named instead')
    .option('--yes', 'do not ask')
    .option('--until <time>', `when it is judged again: ${TIMES}`, '24h')
    .option('--reason <text>', 'why; it goes into the finding and the ledger')
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge undo sg-0123456789abcdef0/7 --until 2h --reason "migration"\n',
    )
    .action(async (remediation: string, given: UndoOptions, { parent }: Command) => {
      await run(remediation, given, parent?.opts<Options>() ?? {});
    });
