import { counted } from '../../core/base/text.ts';
import { fixCommands } from '../../core/workloads/fix-units.ts';
import type { Instance } from './model.ts';

/** Something to do about an instance. */
export interface Step {
  /** A sentence for people. */
  readonly what: string;
  /** What does it, where a command can. */
  readonly command?: string;
}

const quoted = (texts: readonly string[]): string => [...new Set(texts)].join(', ');

const isolate = ({ id, threats }: Instance, region: string): Step[] =>
  threats.length === 0
    ? []
    : [
        {
          what: `Isolate it before anything else, for ${counted(threats.length, 'threat')} (${quoted(threats.map(({ rule }) => rule))}): a security group without rules, then a snapshot of its volumes as evidence, then another instance from a clean image.`,
          command: `aws ec2 modify-instance-attribute --instance-id ${id} --groups SECURITY_GROUP_WITHOUT_RULES --region ${region}`,
        },
      ];

const rotate = ({ secrets }: Instance): Step[] =>
  secrets.length === 0
    ? []
    : [
        {
          what: `Rotate ${counted(new Set(secrets.map(({ hash }) => hash)).size, 'secret')} first, then remove them from ${counted(new Set(secrets.map(({ path }) => path)).size, 'file')} (${quoted(secrets.map(({ path }) => path).slice(0, 5))}${secrets.length > 5 ? ', …' : ''}): a role of the instance, Secrets Manager or Parameter Store takes their place.`,
        },
      ];

const SYSTEM = new Set(['apk', 'dpkg', 'rpm']);
const BUILT = new Set(['go', 'jar']);

const patch = ({ id, updates }: Instance, region: string): Step[] =>
  updates.some(({ manager, fixed }) => SYSTEM.has(manager) && manager !== 'apk' && fixed !== undefined)
    ? [
        {
          what: 'Or, where Systems Manager manages it, all patches that its baseline approves:',
          command: `aws ssm send-command --document-name AWS-RunPatchBaseline --instance-ids ${id} --parameters Operation=Install --region ${region}`,
        },
      ]
    : [];

const build = ({ updates }: Instance): Step[] => {
  const built = updates.filter(({ manager, fixed }) => BUILT.has(manager) && fixed !== undefined);
  return built.length === 0
    ? []
    : [{ what: `Build anew with newer libraries: ${quoted(built.flatMap(({ paths }) => paths))}.` }];
};

const unfixed = ({ updates }: Instance): Step[] => {
  const without = updates.filter(({ fixed }) => fixed === undefined);
  return without.length === 0
    ? []
    : [
        {
          what: `There is no fix yet for ${quoted(without.map((update) => update.package))}: remove what is not needed, or keep it out of reach.`,
        },
      ];
};

/** What to do about all that was found on an instance, the most urgent first. */
export const remediationOf = (instance: Instance, region: string): readonly Step[] => [
  ...isolate(instance, region),
  ...rotate(instance),
  ...fixCommands(instance.updates).map((command) => ({ what: 'Update on the instance:', command })),
  ...patch(instance, region),
  ...build(instance),
  ...unfixed(instance),
];
