import { modeOf, type Policy } from '../../core/base/policy.ts';
import type { Grade, Template } from '../../core/base/resource-type.ts';
import type { TemplateFacts } from '../../core/ledger/finding.ts';
import type { Gap, Instance, Part, Update } from './model.ts';

const ROTATE =
  'Rotate each first, since whoever had the disk may have it, then remove it from the file: a role of the instance, Secrets Manager or Parameter Store takes its place.';

const ISOLATE =
  'Isolate it: put it into a security group without rules, keep a snapshot of its volumes as evidence, rotate what it could read, and start another one from a clean image.';

/** `namespace/category/classifier` of ASFF's `Types`. */
const CVE = ['Software and Configuration Checks/Vulnerabilities/CVE'];

const isExploited = ({ severity }: Update): boolean => severity === 'CRITICAL' || severity === 'HIGH';

const reach = ({ reachable }: Instance): string => {
  if (reachable === undefined) return '';
  return reachable.length > 0
    ? `The Internet reaches it on ${reachable.join(', ')}.`
    : 'The Internet does not reach it directly.';
};

const fix = ({ commands }: Instance): string =>
  commands.length > 0 ? `To fix: ${commands.join('; ')}.` : '';

const graded = (severity: Grade['severity'], instance: Instance): Grade => ({
  severity,
  note: [reach(instance), fix(instance)].filter(Boolean).join(' '),
  ...(instance.risk !== undefined && { risk: instance.risk }),
});

const updates = (parts: readonly Part[]): readonly Update[] =>
  parts.filter((part): part is Update => part.sort === 'update');

export type InstanceTemplate = Template<Instance, Part> & Pick<TemplateFacts, 'types'>;

/** What can be wrong with an EC2 instance by what is on its disks. None is ever fixed from outside. */
export const INSTANCE_TEMPLATES: readonly InstanceTemplate[] = [
  {
    id: 'workload-exploited-vulnerability',
    title: 'Exploited Vulnerability on an Instance',
    why: 'What is installed there has vulnerabilities that are exploited, or will most likely be within 30 days.',
    severity: 'HIGH',
    controls: [],
    types: CVE,
    covers: 'known to be exploited, or CVSS 7 and EPSS 0.1',
    offending: (instance) => updates(instance.updates).filter(isExploited),
    grade: (instance, parts) =>
      graded(updates(parts).some(({ severity }) => severity === 'CRITICAL') ? 'CRITICAL' : 'HIGH', instance),
  },
  {
    id: 'workload-vulnerability',
    title: 'Vulnerability on an Instance',
    why: 'What is installed there has grave vulnerabilities, for which updates mostly exist.',
    severity: 'MEDIUM',
    controls: [],
    types: CVE,
    covers: 'CVSS 7, and EPSS 0.01 or the Internet reaches the instance',
    offending: (instance) => updates(instance.updates).filter((update) => !isExploited(update)),
    grade: (instance, parts) =>
      graded(updates(parts).some(({ severity }) => severity === 'MEDIUM') ? 'MEDIUM' : 'LOW', instance),
  },
  {
    id: 'workload-secret',
    title: 'Secret on an Instance',
    why: 'Keys and passwords in files are read by whoever gets hold of the instance, of a backup or of a snapshot.',
    severity: 'HIGH',
    controls: [],
    types: ['Sensitive Data Identifications/Passwords'],
    covers: 'keys, tokens and passwords in texts',
    offending: ({ secrets }) => secrets,
    grade: (instance) => ({ severity: 'HIGH', note: [reach(instance), ROTATE].filter(Boolean).join(' ') }),
  },
  {
    id: 'workload-threat',
    title: 'Threat on an Instance',
    why: 'Somebody has put something there that serves nobody but themselves: the instance may be in their hands.',
    severity: 'CRITICAL',
    controls: [],
    types: ['TTPs/Execution'],
    covers: 'web shells, reverse shells, miners, and what rules and lists of your own name',
    offending: ({ threats }) => threats,
    grade: (instance) => ({
      severity: 'CRITICAL',
      note: [reach(instance), ISOLATE].filter(Boolean).join(' '),
    }),
  },
  {
    id: 'workload-not-scanned',
    title: 'Instance Not Scanned',
    why: 'What is not looked into is not known to be clean.',
    severity: 'LOW',
    controls: [],
    covers: 'left out by a tag, not supported, failed, or read in part only',
    offending: ({ gap }) => (gap ? [gap] : []),
  },
];

/**
 * The templates that a look at an instance can judge: of one that could not be scanned only that, and what was found in its
 * files where those were looked into all the same.
 */
export const judgedOf = (gap: Gap | undefined, lookedInside = false): readonly InstanceTemplate[] => {
  if (gap?.status !== 'Failed' && gap?.status !== 'Unsupported') return INSTANCE_TEMPLATES;
  const judged = ['workload-not-scanned', ...(lookedInside ? ['workload-secret', 'workload-threat'] : [])];
  return INSTANCE_TEMPLATES.filter(({ id }) => judged.includes(id));
};

/** What runs on a machine is fixed by whoever runs it: the most is a report. */
export const instanceMode = (policy: Pick<Policy, 'mode' | 'templates'>, id: string): 'notify' | 'off' =>
  modeOf(policy, id) === 'off' ? 'off' : 'notify';
