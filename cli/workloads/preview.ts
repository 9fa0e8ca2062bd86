import { EC2Client } from '@aws-sdk/client-ec2';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import { decide, isGone } from '../../lambdas/core/workloads/decide.ts';
import { type Machine, machines } from '../../lambdas/workloads/instances.ts';
import { printable, table } from '../terminal.ts';

/** What would become of an instance. */
export interface Preview {
  readonly instance: string;
  readonly name?: string;
  readonly would: 'scan' | 'skip' | 'not support' | 'wait';
  readonly reason?: string;
}

const WORDS = { Skipped: 'skip', Unsupported: 'not support', Waiting: 'wait' } as const;

const DEFAULT_SKIP_TAGS = ['CG_AWP_SKIP_SCAN'];

const previewOf = (machine: Machine, skipTags: readonly string[]): Preview => {
  const decision = decide(machine, skipTags);
  const { Name: name } = machine.tags;
  return {
    instance: machine.id,
    ...(name && { name }),
    ...(decision.scan ? { would: 'scan' } : { would: WORDS[decision.status], reason: decision.reason }),
  };
};

/** Who would be scanned by a policy and who would not: needs no deployment, and changes nothing. */
export const preview = async ({ workloads }: Policy): Promise<readonly Preview[]> => {
  const skipTags = workloads?.skipTags ?? DEFAULT_SKIP_TAGS;
  const found = await machines(new EC2Client(awsHttp()));
  return found.filter((machine) => !isGone(machine)).map((machine) => previewOf(machine, skipTags));
};

export const previewText = (all: readonly Preview[]): string => {
  if (all.length === 0) return 'There is no instance in this account and region.';
  const scanned = all.filter(({ would }) => would === 'scan').length;
  const rows = all.map(({ instance, name = '', would, reason = '' }) =>
    [instance, name, would, reason].map(printable),
  );
  return `${table([['INSTANCE', 'NAME', 'WOULD', 'WHY'], ...rows])}\n\n${scanned} of ${all.length} would be scanned.`;
};
