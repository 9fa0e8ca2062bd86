/**
 * Sweeps many security groups in memory: the code of the function and the AWS SDK as they are, EC2 and the ledger as maps.
 * Prints calls, time and memory. Usage: node --expose-gc --import tsx test/scale.ts [groups]
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import { DEFAULT_POLICY } from '../lambdas/core/base/policy.ts';
import { isUnfinished, type LedgerRecord } from '../lambdas/core/ledger/record.ts';
import { takeSteps } from '../lambdas/core/sweep/page.ts';
import { NO_TALLY, type Step, type Sweep } from '../lambdas/core/sweep/sweep.ts';
import type { Sweeper } from '../lambdas/core/sweep/sweep-resource.ts';
import { createFixer } from '../lambdas/resource-types/security-group/fixer.ts';
import { createLister } from '../lambdas/resource-types/security-group/lister.ts';
import type { IngressRule, SecurityGroup } from '../lambdas/resource-types/security-group/model.ts';
import { createReader } from '../lambdas/resource-types/security-group/reader.ts';
import { TEMPLATES } from '../lambdas/resource-types/security-group/templates.ts';
import { securityGroup } from '../lambdas/resource-types/security-group/type.ts';
import { stubHttp, type WireCall } from './support/stub-http.ts';

const GROUPS = Number(process.argv[2] ?? 10_000);
const PAGE = 1000;
const STEP_MS = 45_000;
const place = { partition: 'aws', account: '123456789012', region: 'eu-central-1' };

interface Row {
  readonly id: string;
  readonly port: number;
  readonly cidr: string;
}

const hex = (i: number): string => i.toString(16).padStart(17, '0');

/** Six rows a group, one of them open to the world at a port that may be; every third group has SSH open as well. */
const rowsOf = (i: number): Row[] => {
  const ports = [443, 80, 8080, 5432, 6379, ...(i % 3 === 0 ? [22] : [9000])];
  return ports.map((port, j) => ({
    id: `sgr-${hex(i * 10 + j)}`,
    port,
    cidr: port === 443 || port === 22 ? '0.0.0.0/0' : `10.${i % 250}.${j}.0/24`,
  }));
};

const groups = new Map<string, Row[]>(Array.from({ length: GROUPS }, (_, i) => [`sg-${hex(i)}`, rowsOf(i)]));
const ids = [...groups.keys()];

const permission = ({ port, cidr }: Row): string =>
  `<item><ipProtocol>tcp</ipProtocol><fromPort>${port}</fromPort><toPort>${port}</toPort><ipRanges><item><cidrIp>${cidr}</cidrIp></item></ipRanges></item>`;

const describeGroups = (form: URLSearchParams): string => {
  const start = Number(form.get('NextToken') ?? 0);
  const items = ids.slice(start, start + PAGE).map((id) => {
    const permissions = (groups.get(id) ?? []).map(permission).join('');
    return `<item><ownerId>${place.account}</ownerId><groupId>${id}</groupId><ipPermissions>${permissions}</ipPermissions></item>`;
  });
  const next = start + PAGE < ids.length ? `<nextToken>${start + PAGE}</nextToken>` : '';
  return `<securityGroupInfo>${items.join('')}</securityGroupInfo>${next}`;
};

const describeRules = (form: URLSearchParams): string => {
  const id = form.get('Filter.1.Value.1') ?? '';
  const items = (groups.get(id) ?? []).map(
    (row) =>
      `<item><securityGroupRuleId>${row.id}</securityGroupRuleId><groupId>${id}</groupId><groupOwnerId>${place.account}</groupOwnerId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>${row.port}</fromPort><toPort>${row.port}</toPort><cidrIpv4>${row.cidr}</cidrIpv4></item>`,
  );
  return `<securityGroupRuleSet>${items.join('')}</securityGroupRuleSet>`;
};

const revoke = (form: URLSearchParams): string => {
  const id = form.get('GroupId') ?? '';
  const gone = [...form].filter(([key]) => key.startsWith('SecurityGroupRuleId.')).map(([, value]) => value);
  groups.set(
    id,
    (groups.get(id) ?? []).filter((row) => !gone.includes(row.id)),
  );
  const items = gone.map((row) => `<item><securityGroupRuleId>${row}</securityGroupRuleId></item>`);
  return `<return>true</return><revokedSecurityGroupRuleSet>${items.join('')}</revokedSecurityGroupRuleSet>`;
};

const ANSWERS: Readonly<Record<string, (form: URLSearchParams) => string>> = {
  DescribeSecurityGroups: describeGroups,
  DescribeSecurityGroupRules: describeRules,
  RevokeSecurityGroupIngress: revoke,
};

const answer = ({ action, body }: WireCall) => {
  const text = ANSWERS[action]?.(new URLSearchParams(body)) ?? '';
  return { body: `<${action}Response>${text}</${action}Response>` };
};

const ledger = new Map<string, LedgerRecord>();
const counts = new Map<string, number>();
const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

let now = Date.now();
const clock = {
  now: () => now,
  sleep: async (milliseconds: number) => {
    now += milliseconds;
  },
};

const { config, calls } = stubHttp(answer);
const ec2 = new EC2Client(config);

const sweeper: Sweeper<SecurityGroup, IngressRule> = {
  kind: securityGroup,
  templates: TEMPLATES,
  policy: DEFAULT_POLICY,
  reader: createReader(ec2, place, TEMPLATES),
  fixer: createFixer(ec2, clock),
  lister: createLister(ec2, place, TEMPLATES),
  exceptions: {
    of: async () => {
      count('exceptions: read');
      return [];
    },
  },
  ledger: {
    latest: async (resource) => {
      count('ledger: read');
      return ledger.get(resource);
    },
    append: async (record) => {
      count('ledger: write');
      ledger.set(record.resource, { ...record, writer: 'w' });
      return 'w';
    },
    replace: async (record) => {
      count('ledger: write');
      ledger.set(record.resource, { ...record, writer: 'w' });
      return 'w';
    },
    refuse: async () => count('ledger: write'),
  },
  fixes: { take: async () => true, giveBack: async () => undefined },
  openFindings: {
    list: async () => {
      count('ledger: list what is open');
      const findings = [...ledger.values()].filter(isUnfinished);
      return { findings };
    },
    forget: async () => count('ledger: write'),
  },
  report: () => {},
  clock,
  place,
  version: 'scale',
};

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

const collect = (): void => (globalThis as { gc?: () => void }).gc?.();

/** What the state machine does: one step after the other, each with the time of one invocation. */
const sweepAll = async (title: string): Promise<void> => {
  calls.length = 0;
  counts.clear();
  collect();
  const [before, cpu, start] = [process.memoryUsage().heapUsed, process.cpuUsage(), now];
  const first: Step = { kind: securityGroup.name, phase: 'open', notifyOnly: false };
  let sweep: Sweep = {
    queue: [first],
    kinds: [securityGroup.name],
    startedAt: '',
    max: GROUPS,
    tally: NO_TALLY,
    failures: [],
  };
  let steps = 0;
  let peak = 0;
  while (sweep.queue.length > 0) {
    sweep = await takeSteps(sweeper, sweep, now + STEP_MS);
    for (const { action } of calls.splice(0)) count(`ec2: ${action}`);
    peak = Math.max(peak, process.memoryUsage().heapUsed - before);
    steps += 1;
  }
  const { user, system } = process.cpuUsage(cpu);
  const paced = (now - start) / 1000;
  process.stdout.write(
    [
      `${title}: ${JSON.stringify(sweep.tally)}`,
      ...[...counts].sort().map(([name, times]) => `  ${name}: ${times}`),
      `  invocations: ${steps}, CPU ${((user + system) / 1e6).toFixed(1)} s, waiting for the pace of the API ${paced.toFixed(0)} s`,
      `  heap in use at most ${megabytes(peak)} more than before, of which the ledger in memory keeps a part; RSS ${megabytes(process.memoryUsage.rss())}`,
      '',
    ].join('\n'),
  );
};

process.stdout.write(`${GROUPS} groups of six rows, a third of them open\n`);
await sweepAll('first sweep');
await sweepAll('second sweep');
