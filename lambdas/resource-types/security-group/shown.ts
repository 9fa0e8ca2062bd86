import type { CloudTrailEvent } from '../../core/base/event.ts';
import { list, own } from '../../core/base/json.ts';
import { type IngressRule, protocolOf, type Source } from './model.ts';
import { mayBeWorld } from './world.ts';

/** EC2's largest number of rows in a group; a call cannot name more. */
const MAX_ROWS = 1000;

const rowsIn = (value: unknown): readonly unknown[] => list(value).slice(0, MAX_ROWS);

/** A property in either of EC2's spellings, `groupId` and `GroupId`. */
const pick = (value: unknown, name: string): unknown =>
  own(value, name) ?? own(value, name.charAt(0).toUpperCase() + name.slice(1));

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= 256 ? value : undefined;

/** Ports are numbers, or texts in data that has passed through other tools. */
const port = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && /^-?\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
};

type Traffic = Pick<IngressRule, 'protocol' | 'fromPort' | 'toPort'>;

const trafficOf = (value: unknown): Traffic | undefined => {
  const protocol = pick(value, 'ipProtocol');
  if (typeof protocol !== 'string' && typeof protocol !== 'number') return undefined;
  const fromPort = port(pick(value, 'fromPort'));
  const toPort = port(pick(value, 'toPort'));
  return {
    protocol: protocolOf(protocol),
    ...(fromPort !== undefined && { fromPort }),
    ...(toPort !== undefined && { toPort }),
  };
};

const sourcesOf = (value: unknown): readonly Source[] => {
  const cidrs = ['cidrIp', 'cidrIpv4', 'cidrIpv6'].flatMap((name) => text(pick(value, name)) ?? []);
  const lists = text(pick(value, 'prefixListId'));
  return [
    ...cidrs.map((cidr): Source => ({ type: 'cidr', cidr })),
    ...(lists === undefined ? [] : [{ type: 'prefix-list', id: lists } as const]),
  ];
};

/** The rows that one object describes: `traffic` from each of the sources in `holders`. */
const rowsOf = (value: unknown, holders: readonly unknown[], id?: string): readonly IngressRule[] => {
  const traffic = trafficOf(value);
  if (!traffic) return [];
  return holders
    .flatMap(sourcesOf)
    .map((source): IngressRule => ({ ...(id !== undefined && { id }), ...traffic, source }));
};

/** What the answer says, with rule ids; there since 2021. */
const answered = ({ name, responseElements }: CloudTrailEvent): readonly IngressRule[] =>
  rowsIn(pick(own(responseElements, `${name}Response`) ?? responseElements, 'securityGroupRuleSet'))
    .filter((row) => ![true, 'true'].includes(pick(row, 'isEgress') as boolean))
    .flatMap((row) => rowsOf(row, [row], text(pick(row, 'securityGroupRuleId'))));

/** What was asked for: one row flat beside the group id, or lists of sources within lists of permissions. */
const requested = ({ name, requestParameters }: CloudTrailEvent): readonly IngressRule[] => {
  const request = own(requestParameters, `${name}Request`) ?? requestParameters;
  const permissions = rowsIn(pick(request, 'ipPermissions'));
  const nested = permissions.flatMap((permission) =>
    rowsOf(
      permission,
      ['ipRanges', 'ipv6Ranges', 'prefixListIds'].flatMap((sources) => rowsIn(pick(permission, sources))),
    ),
  );
  return [...rowsOf(request, [request]), ...nested];
};

const authorized = (event: CloudTrailEvent): readonly IngressRule[] => {
  const rows = answered(event);
  return rows.length > 0 ? rows : requested(event);
};

/** `{ SecurityGroupRuleId, SecurityGroupRule: { CidrIpv4, … } }`, one or several. Whether it is egress stands nowhere. */
const modified = ({ name, requestParameters }: CloudTrailEvent): readonly IngressRule[] => {
  const request = own(requestParameters, `${name}Request`) ?? requestParameters;
  const updates = rowsIn(pick(request, 'securityGroupRule') ?? pick(request, 'securityGroupRules'));
  return updates.flatMap((update) => {
    const row = pick(update, 'securityGroupRule');
    return rowsOf(row, [row], text(pick(update, 'securityGroupRuleId')));
  });
};

const SHOWN: Readonly<Record<string, (event: CloudTrailEvent) => readonly IngressRule[]>> = {
  AuthorizeSecurityGroupIngress: authorized,
  ModifySecurityGroupRules: modified,
};

/**
 * The rows that an event says are there now, as far as a template could object to them: nobody need wait for a narrow
 * CIDR or a group reference to show up.
 */
export const rowsShown = (event: CloudTrailEvent): readonly IngressRule[] => {
  const shown = Object.hasOwn(SHOWN, event.name) ? SHOWN[event.name] : undefined;
  return (shown?.(event) ?? []).filter(mayBeWorld).slice(0, MAX_ROWS);
};
