import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
  type RevokeSecurityGroupIngressResult,
} from '@aws-sdk/client-ec2';
import { errorCode, message } from '../../core/base/errors.ts';
import type { Clock, Fixed, Fixer } from '../../core/base/ports.ts';
import { counted } from '../../core/base/text.ts';
import { addAll, undo } from './add.ts';
import { describeRules } from './describe.ts';
import { classify } from './errors.ts';
import { type IngressRule, portsOf, type SecurityGroup, sameContent } from './model.ts';

/** One call takes a whole group: EC2 allows 1,000 rows for each address family. */
const BATCH = 1000;
/** How long to wait before each further try. */
const TRY_AGAIN_MS = [250, 750] as const;

type Rows = Map<string, IngressRule>;

/** What has become of the rows so far; the maps are emptied and filled as answers come in. */
interface Progress {
  readonly pending: Rows;
  readonly gone: IngressRule[];
  readonly removed: IngressRule[];
}

const settle = ({ pending, gone, removed }: Progress, ids: readonly string[], ours: boolean): void => {
  for (const id of ids) {
    const row = pending.get(id);
    if (!row || !pending.delete(id)) continue;
    gone.push(row);
    if (ours) removed.push(row);
  }
};

const namedIn = ({ RevokedSecurityGroupRules }: RevokeSecurityGroupIngressResult): readonly string[] =>
  (RevokedSecurityGroupRules ?? []).flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);

/** Older answers name neither what was revoked nor what was not: then what is gone afterwards is our doing. */
const saysNothing = (answer: RevokeSecurityGroupIngressResult): boolean =>
  namedIn(answer).length === 0 && !answer.UnknownIpPermissions?.length;

/** Settles what the answers name. True when what is gone beyond that is our doing as well. */
const revoke = async (client: EC2Client, GroupId: string, progress: Progress): Promise<boolean> => {
  const ids = [...progress.pending.keys()];
  let ours = true;
  for (let start = 0; start < ids.length; start += BATCH) {
    const SecurityGroupRuleIds = ids.slice(start, start + BATCH);
    const answer = await client.send(
      new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }),
    );
    settle(progress, namedIn(answer), true);
    ours &&= saysNothing(answer);
  }
  return ours;
};

/** EC2 refuses the whole call when one row, or the group, is gone already. */
const tryRevoke = async (client: EC2Client, id: string, progress: Progress): Promise<boolean> => {
  try {
    return await revoke(client, id, progress);
  } catch (error) {
    if (classify(error) !== 'gone') throw error;
    if (errorCode(error).startsWith('InvalidGroup')) settle(progress, [...progress.pending.keys()], false);
    return false;
  }
};

/** Looks which of the pending rows are still there, and settles the others. */
const verify = async (client: EC2Client, id: string, progress: Progress, ours: boolean): Promise<void> => {
  const there = new Set(
    (await describeRules(client, id))?.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
  );
  const gone = [...progress.pending.keys()].filter((row) => !there.has(row));
  settle(progress, gone, ours);
};

const removeAll = async (
  client: EC2Client,
  clock: Pick<Clock, 'sleep'>,
  id: string,
  progress: Progress,
): Promise<void> => {
  for (const pause of [0, ...TRY_AGAIN_MS]) {
    if (progress.pending.size === 0) return;
    if (pause > 0) await clock.sleep(pause);
    const ours = await tryRevoke(client, id, progress);
    if (progress.pending.size > 0) await verify(client, id, progress, ours);
  }
};

const rows = (count: number): string => counted(count, 'row');

const refusal = (id: string, count: number, error: unknown): string =>
  [
    `AWS refuses to revoke ${rows(count)} of ${id}.`,
    /^(AccessDenied|Unauthorized)/.test(errorCode(error))
      ? "Allow ec2:RevokeSecurityGroupIngress to this function's role, also in service control policies, or revoke by hand."
      : 'Revoke by hand.',
    message(error),
  ].join(' ');

const leftover = (id: string, count: number): string =>
  `${rows(count)} of ${id} still there after the revoke. Revoke by hand, and see whether something puts them back.`;

const revokeAll = async (
  client: EC2Client,
  clock: Pick<Clock, 'sleep'>,
  id: string,
  parts: readonly IngressRule[],
): Promise<Fixed<IngressRule>> => {
  const nameless = parts.filter((part) => part.id === undefined);
  const pending = new Map(parts.flatMap((part) => (part.id === undefined ? [] : [[part.id, part]])));
  const progress: Progress = { pending, gone: [], removed: [] };
  let error: string | undefined;
  try {
    await removeAll(client, clock, id, progress);
  } catch (cause) {
    if (classify(cause) !== 'permanent') throw cause;
    error = refusal(id, pending.size, cause);
  }
  const left = [...pending.values(), ...nameless];
  if (left.length > 0) error ??= leftover(id, left.length);
  return { gone: progress.gone, removed: progress.removed, left, ...(error !== undefined && { error }) };
};

/** Is this row the rest of that one? */
const isRestOf = (rest: IngressRule, row: IngressRule): boolean => {
  const [inner, outer] = [portsOf(rest), portsOf(row)];
  if (!inner || !outer || inner.from < outer.from || outer.to < inner.to) return false;
  return sameContent({ ...rest, ...PORT }, { ...row, ...PORT });
};

/** Any port: compares two rows but for theirs. */
const PORT = { fromPort: 0, toPort: 0 };

/** Only what this fix has removed may have a rest: not what is still there, nor what others removed meanwhile. */
const takeBack = async (
  client: EC2Client,
  id: string,
  fixed: Fixed<IngressRule>,
  added: readonly IngressRule[],
): Promise<Fixed<IngressRule>> => {
  const isWanted = (rest: IngressRule) => fixed.removed.some((row) => isRestOf(rest, row));
  const kept = added.filter(isWanted);
  const { added: stuck, error } = await undo(
    client,
    id,
    added.filter((rest) => !isWanted(rest)),
  );
  const errors = [fixed.error, error].filter((text) => text !== undefined);
  return { ...fixed, added: [...kept, ...stuck], ...(errors.length > 0 && { error: errors.join(' ') }) };
};

/**
 * Revokes ingress rows by their ids, all in one call. What an answer does not name is checked by one more describe; rows
 * that others removed meanwhile are fine, rows that are still there are tried twice more. The rest of split rows is
 * added before, so that nobody is locked out for a moment, and taken back if the rows cannot be removed.
 */
export const createFixer = (
  client: EC2Client,
  clock: Pick<Clock, 'sleep'> = { sleep },
): Fixer<SecurityGroup, IngressRule> => ({
  fix: async ({ id }, parts, rest = []): Promise<Fixed<IngressRule>> => {
    if (rest.length === 0) return revokeAll(client, clock, id, parts);
    const { added, error } = await addAll(client, id, rest);
    if (error !== undefined) return { gone: [], removed: [], left: parts, added, error };
    return takeBack(client, id, await revokeAll(client, clock, id, parts), added);
  },
});
