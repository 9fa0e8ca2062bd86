import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import {
  type AwsSecurityFinding,
  GetFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { Finding } from '../lambdas/core/ledger/finding.ts';
import type { Clients } from './clients.ts';
import { portsOf, sourceOf } from './group.ts';
import type { Inbox } from './inbox.ts';
import { heading, milliseconds, style, table } from './table.ts';
import { until } from './until.ts';
import { type Closed, isWorld, openAndWatch } from './watch-group.ts';

/** The template of the demonstration's first scene. */
export const CIFS = 'unrestricted-cifs-access';

const tcp = (
  port: number,
  sources: Omit<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>,
): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...sources,
});

/** The article's door, among rows that must stay. */
const article = (group: string): readonly IpPermission[] => [
  tcp(445, {
    IpRanges: [
      { CidrIp: '0.0.0.0/0', Description: 'temporary, for the migration' },
      { CidrIp: '10.0.0.0/8', Description: 'file shares of the offices' },
    ],
    Ipv6Ranges: [{ CidrIpv6: '::/0' }],
    UserIdGroupPairs: [{ GroupId: group, Description: 'between the servers' }],
  }),
  tcp(443, { IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'the public website' }] }),
  tcp(22, { IpRanges: [{ CidrIp: '192.168.0.0/16', Description: 'bastion' }] }),
];

const isDoor = (rule: SecurityGroupRule): boolean => isWorld(rule) && rule.FromPort === 445;

const beforeAndAfter = ({ before, after }: Closed): string => {
  const there = new Set(after.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId));
  const rows = before.map((rule) => {
    const gone = !there.has(rule.SecurityGroupRuleId);
    const cells = [portsOf(rule), sourceOf(rule), rule.Description ?? '', 'open', gone ? 'removed' : 'kept'];
    return [gone ? '✗' : ' ', ...cells].map((cell) => (gone ? style('red', cell) : cell));
  });
  return table(['', 'ports', 'source', 'description', 'before', 'after'], rows);
};

const securityHubFinding = (
  client: SecurityHubClient,
  { resource, template }: Finding,
): Promise<AwsSecurityFinding> => {
  const Id = [{ Value: `${resource.arn}/${template}`, Comparison: 'EQUALS' as const }];
  return until(
    `${template} of ${resource.id} in Security Hub`,
    async () => (await client.send(new GetFindingsCommand({ Filters: { Id } }))).Findings?.[0],
  );
};

/** Plays the first scene: port 445 beside rows that must stay. Throws when it does not end as it should. */
export const playArticle = async (clients: Clients, inbox: Inbox, vpc: string): Promise<void> => {
  const closed = await openAndWatch(clients, inbox, {
    vpc,
    template: CIFS,
    permissions: article,
    isOpen: isDoor,
  });
  const hub = await securityHubFinding(clients.securityHub, closed.finding);
  const [compliance, workflow] = [hub.Compliance?.Status, hub.Workflow?.Status];
  if (compliance !== 'PASSED' || workflow !== 'RESOLVED')
    throw new Error(
      `Security Hub shows ${hub.Id} as ${compliance}, ${workflow}; it should be PASSED, RESOLVED.`,
    );
  console.log(heading(`Security group ${closed.group}: tcp 445 opened to the world`));
  console.log(beforeAndAfter(closed));
  console.log(`\n  ${style('green', `Closed ${milliseconds(closed)} after the call began.`)}`);
  console.log(heading('The finding, as a subscriber of the SNS topic receives it'));
  console.log(JSON.stringify(closed.finding, null, 2).replaceAll(/^/gm, '  '));
  console.log(heading('The finding in Security Hub'));
  console.log(
    table(
      ['id', 'severity', 'compliance', 'workflow'],
      [[hub.Id ?? '', hub.Severity?.Label ?? '', compliance, workflow]],
    ),
  );
};
