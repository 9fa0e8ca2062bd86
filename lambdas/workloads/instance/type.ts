import type { Place, ResourceType } from '../../core/base/resource-type.ts';
import { type Instance, MOST_UPDATES, type Part, updatesIn } from './model.ts';
import { INSTANCE_TEMPLATES } from './templates.ts';

const NO_CODES = { gone: [], permanent: [] };

export const instanceArn = (id: string, { partition, region, account }: Place): string =>
  `arn:${partition}:ec2:${region}:${account}:instance/${id}`;

const keyOf = (part: Part): string => (part.sort === 'update' ? part.key : `${part.status}: ${part.reason}`);

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
  describe: (part) => (part.sort === 'update' ? part.text : `${part.status}: ${part.reason}`),
  parts: ({ updates, gap }) => [...updates.slice(0, MOST_UPDATES), ...(gap ? [gap] : [])],
  software: (part) =>
    part.sort === 'update' ? { package: part.package, cves: part.cves, paths: part.paths } : undefined,
  assume: (id, parts) => ({ id, updates: updatesIn(parts), commands: [] }),
  sees: () => true,
  same: (shown, known) => keyOf(shown) === keyOf(known),
};
