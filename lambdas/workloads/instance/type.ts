import type { Place, ResourceType, Software } from '../../core/base/resource-type.ts';
import {
  foundIn,
  type Instance,
  MOST_SECRETS,
  MOST_THREATS,
  MOST_UPDATES,
  type Part,
  secretText,
} from './model.ts';
import { INSTANCE_TEMPLATES } from './templates.ts';

const NO_CODES = { gone: [], permanent: [] };

export const instanceArn = (id: string, { partition, region, account }: Place): string =>
  `arn:${partition}:ec2:${region}:${account}:instance/${id}`;

/** A secret whose line has moved is the same. */
const keyOf = (part: Part): string => {
  if (part.sort === 'update') return part.key;
  if (part.sort === 'gap') return `${part.status}: ${part.reason}`;
  return part.sort === 'threat'
    ? `threat/${part.rule}${part.path}`
    : `secret/${part.rule}/${part.hash}${part.path}`;
};

const describePart = (part: Part): string => {
  if (part.sort === 'update') return part.text;
  if (part.sort === 'gap') return `${part.status}: ${part.reason}`;
  return part.sort === 'threat' ? `${part.rule} in ${part.path}` : secretText(part);
};

const softwareOf = (part: Part): Software | undefined => {
  if (part.sort === 'gap') return undefined;
  if (part.sort === 'update') return { packages: [part.package], cves: part.cves, paths: part.paths };
  const { path, rule } = part;
  return { paths: [path], rules: [rule], ...(part.sort === 'secret' && { hashes: [part.hash] }) };
};

/** EC2 instances, judged by what a scan has found on their disks. No event wakes anybody about one. */
export const ec2Instance: ResourceType<Instance, Part> = {
  name: 'ec2-instance',
  noun: 'EC2 instance',
  asffType: 'AwsEc2Instance',
  errors: NO_CODES,
  pace: { looksPerSecond: 5, fixesPerSecond: 1, atOnce: 1 },
  templates: INSTANCE_TEMPLATES,
  sources: [],
  eventSources: [],
  calls: {},
  read: [],
  fix: [],
  idPrefix: 'i-',
  hint: () => ({ refused: 'No event is about the disks of an instance.' }),
  arn: instanceArn,
  key: keyOf,
  describe: describePart,
  parts: ({ updates, secrets, threats, gap }) => [
    ...updates.slice(0, MOST_UPDATES),
    ...secrets.slice(0, MOST_SECRETS),
    ...threats.slice(0, MOST_THREATS),
    ...(gap ? [gap] : []),
  ],
  software: softwareOf,
  assume: (id, parts) => ({ id, ...foundIn(parts), commands: [] }),
  sees: () => true,
  same: (shown, known) => keyOf(shown) === keyOf(known),
};
