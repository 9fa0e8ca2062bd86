import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Ports } from '../core/base/policy.ts';
import type { Place, Template } from '../core/base/resource-type.ts';
import { type IngressRule, portsOf, type SecurityGroup } from '../resource-types/security-group/model.ts';
import { createReader } from '../resource-types/security-group/reader.ts';
import { openToWorld } from '../resource-types/security-group/world.ts';
import type { Machine } from './instances.ts';

const ALL: readonly Ports[] = [
  { protocol: 'tcp', from: 0, to: 65_535 },
  { protocol: 'udp', from: 0, to: 65_535 },
];

/** Every row that lets the world in, on whatever port. */
const ANY: Template<SecurityGroup, IngressRule> = {
  id: 'any',
  title: 'Any',
  why: '',
  severity: 'LOW',
  controls: [],
  covers: 'all ports',
  offending: (group) => openToWorld(group, ALL),
};

const textOf = (rule: IngressRule): string => {
  const { from, to } = portsOf(rule) ?? { from: 0, to: 65_535 };
  if (rule.protocol === '-1' || to - from === 65_535)
    return rule.protocol === '-1' ? 'all ports' : `all ${rule.protocol} ports`;
  return `${rule.protocol} ${from === to ? from : `${from}-${to}`}`;
};

/** Asks which ports of a machine the Internet reaches, `tcp 443`, by its addresses and security groups. Each group is read once. */
export const createExposure = (client: EC2Client, place: Pick<Place, 'account'>) => {
  const reader = createReader(client, place, [ANY], { usesTags: false });
  const known = new Map<string, Promise<readonly string[]>>();
  const portsIn = async (id: string): Promise<readonly string[]> => {
    const group = await reader.read(id);
    return group ? openToWorld(group, ALL).map(textOf) : [];
  };
  return async ({ isPublic, groups }: Pick<Machine, 'isPublic' | 'groups'>): Promise<readonly string[]> => {
    if (!isPublic) return [];
    const ports = groups.map((id) => {
      const found = known.get(id) ?? portsIn(id);
      known.set(id, found);
      return found;
    });
    return [...new Set((await Promise.all(ports)).flat())].sort();
  };
};
