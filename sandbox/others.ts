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

/** Every port of a template to the world, IPv4 and IPv6, beside a private row that must stay. */
const permissionsOf = ({ ports }: PortTemplate): readonly IpPermission[] =>
  ports.map(({ protocol, from, to }) => ({
    IpProtocol: protocol,
    FromPort: from,
    ToPort: to,
    IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }],
    Ipv6Ranges: [{ CidrIpv6: '::/0' }],
  }));

/** Opens the ports of each template in a security group of its own. */
export const playPorts = (
  clients: Clients,
  inbox: Inbox,
  vpc: string,
  templates: readonly PortTemplate[],
): Promise<readonly string[]> =>
  playLines(
    `The other ${templates.length} port templates, each opened to 0.0.0.0/0 and ::/0 beside 10.0.0.0/8`,
    templates.map((template) => ({
      template: template.id,
      opens: template.covers,
      play: () =>
        openAndWatch(clients, inbox, {
          vpc,
          template: template.id,
          permissions: () => permissionsOf(template),
        }),
    })),
  );

/** Opens doors that are made ready already. */
export const playDoors = (inbox: Inbox, title: string, doors: readonly Door[]): Promise<readonly string[]> =>
  playLines(
    title,
    doors.map((door) => ({ template: door.template, opens: door.opens, play: () => watch(inbox, door) })),
  );
