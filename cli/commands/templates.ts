import type { Command } from 'commander';
import { modeOf, type Policy, settingsOf } from '../../lambdas/core/base/policy.ts';
import { templatesOf } from '../../lambdas/core/base/resource-type.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import { INSTANCE_TEMPLATES, instanceMode } from '../../lambdas/workloads/instance/templates.ts';
import { type DeployedOption, policySource, withDeployed } from '../deployed-policy.ts';
import type { Options } from '../options.ts';
import { complainWhereOther } from '../policy-differs.ts';
import { deployed } from '../stack.ts';
import { print, table } from '../terminal.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly resourceType: string;
  readonly covers: string;
  readonly severity: string;
  readonly controls: readonly string[];
  readonly mode: string;
  readonly custom: boolean;
}

const onInstances = (policy: Policy): readonly Row[] =>
  INSTANCE_TEMPLATES.map(({ id, title, covers, severity, controls }) => ({
    ...{ id, title, resourceType: 'ec2-instance', covers, severity, controls },
    mode: instanceMode(policy, id),
    custom: false,
  }));

/** Every template with the mode that the policy gives it, the catalogue's first. */
export const rows = (policy: Policy): readonly Row[] => {
  const custom = new Set(policy.customTemplates.map(({ id }) => id));
  const all = RESOURCE_TYPES.flatMap(({ type }) =>
    templatesOf(type, policy).map((template) => ({
      ...template,
      kind: type.name,
      custom: custom.has(template.id),
    })),
  );
  const judged = all.map(({ id, title, kind, covers, severity, controls, custom: own }) => ({
    id,
    title,
    resourceType: kind,
    covers,
    severity,
    controls,
    ...settingsOf(policy, id),
    mode: modeOf(policy, id),
    custom: own,
  }));
  return policy.workloads ? [...judged, ...onInstances(policy)] : judged;
};

const text = (all: readonly Row[]): string =>
  table([
    ['TEMPLATE', 'LOOKS AT', 'SEVERITY', 'MODE'],
    ...all.map(({ id, covers, severity, mode }) => [id, covers, severity, mode]),
  ]);

/** Needs no AWS: it looks for a deployment where somebody has said where, and is silent where there is none to be seen. */
const tellWhereOther = async (policy: Policy): Promise<void> => {
  if (!process.env['AWS_REGION'] && !process.env['AWS_PROFILE']) return;
  const stack = await deployed().catch(() => undefined);
  if (stack) complainWhereOther(stack, policy);
};

export const configure = (command: Command): Command =>
  withDeployed(command)
    .addHelpText('before', 'Example: npx --no -- drawbridge templates --json\n')
    .action(async (given: DeployedOption, { parent }: Command) => {
      const options = parent?.opts<Options>() ?? {};
      const policy = await policySource(given, options)();
      if (!given.deployed) await tellWhereOther(policy);
      const all = rows(policy);
      print(options.json ?? false, all, () => text(all));
    });
