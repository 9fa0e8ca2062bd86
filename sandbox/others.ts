import type { IpPermission } from '@aws-sdk/client-ec2';
import type { PortTemplate } from '../lambdas/resource-types/security-group/templates.ts';
import type { Clients } from './clients.ts';
import type { Inbox } from './inbox.ts';
import { heading, milliseconds, style } from './table.ts';
import { type Door, type Watched, watch } from './watch.ts';
import { openAndWatch } from './watch-group.ts';

interface Line {
  readonly template: string;
  readonly opens: string;
  play(): Promise<Watched>;
}

/** Plays one after the other and says a line about each. Throws at the first that fails. @returns the ids of the templates */
const playLines = async (title: string, lines: readonly Line[]): Promise<readonly string[]> => {
  const idWidth = Math.max(...lines.map(({ template }) => template.length));
  const opensWidth = Math.max(...lines.map(({ opens }) => opens.length));
  console.log(heading(title));
  for (const { template, opens, play } of lines) {
    const watched = await play();
    const status = style('green', watched.finding.status);
    console.log(
      `  ${template.padEnd(idWidth)}  ${opens.padEnd(opensWidth)}  ${milliseconds(watched).padStart(7)}  ${status}`,
    );
  }
  return lines.map(({ template }) => template);
};

/** How many ports one line of the demonstration names. */
const PORTS_A_LINE = 8;

/** Neighbours that fit a line together. */
const grouped = (templates: readonly PortTemplate[]): readonly (readonly PortTemplate[])[] => {
  const groups: PortTemplate[][] = [];
  for (const template of templates) {
    const last = groups.at(-1);
    const ports = [...(last ?? []), template].reduce((sum, each) => sum + each.ports.length, 0);
    if (last && ports <= PORTS_A_LINE) last.push(template);
    else groups.push([template]);
  }
  return groups;
};

/** Every port of a template to the world, IPv4 and IPv6, beside a private row that must stay. */
const permissionsOf = ({ ports }: PortTemplate): readonly IpPermission[] =>
  ports.map(({ protocol, from, to }) => ({
    IpProtocol: protocol,
    FromPort: from,
    ToPort: to,
    IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }],
    Ipv6Ranges: [{ CidrIpv6: '::/0' }],
  }));

/** Opens the ports of each template in a security group of its own, one after the other; a line tells of several. */
export const playPorts = async (
  clients: Clients,
  inbox: Inbox,
  vpc: string,
  templates: readonly PortTemplate[],
): Promise<readonly string[]> => {
  console.log(
    heading(
      `The other ${templates.length} port templates, each opened to 0.0.0.0/0 and ::/0 beside 10.0.0.0/8 in a group of its own`,
    ),
  );
  const groups = grouped(templates);
  const textOf = (group: readonly PortTemplate[]) => group.map(({ covers }) => covers).join(', ');
  const width = Math.max(...groups.map((group) => textOf(group).length));
  for (const group of groups) {
    const watched: Watched[] = [];
    for (const { id, ...template } of group)
      watched.push(
        await openAndWatch(clients, inbox, {
          vpc,
          template: id,
          permissions: () => permissionsOf({ id, ...template }),
        }),
      );
    const slowest = milliseconds({ milliseconds: Math.max(...watched.map((each) => each.milliseconds)) });
    const status = style('green', `${watched.length} REMEDIATED`);
    console.log(`  ${textOf(group).padEnd(width)}  at most ${slowest.padStart(7)}  ${status}`);
  }
  return templates.map(({ id }) => id);
};

/** Opens doors that are made ready already. */
export const playDoors = (inbox: Inbox, title: string, doors: readonly Door[]): Promise<readonly string[]> =>
  playLines(
    title,
    doors.map((door) => ({ template: door.template, opens: door.opens, play: () => watch(inbox, door) })),
  );
