import { type AwsSecurityFinding, GetFindingsCommand } from '@aws-sdk/client-securityhub';
import { inject } from 'vitest';
import { type Clients, clientsOf, configOf } from '../../../sandbox/clients.ts';
import { createGroup, createVpc } from '../../../sandbox/group.ts';
import { type Inbox, openInbox } from '../../../sandbox/inbox.ts';
import { type Control, controlClient } from '../../../sandbox/router/control.ts';

/** The embedded AWS of this run; the global set-up has started it. */
export const place = inject('place');

/** What every SDK client needs to work in it. */
export const config = configOf(place);

export const clients: Clients = clientsOf(place);

/** Calls, faults and events of the router, which runs in another process. */
export const control: Control = controlClient(place.endpoint);

/** An output of the deployed stack. */
export const output = (name: string): string => {
  const value = inject('outputs')[name];
  if (value === undefined) throw new Error(`The stack Drawbridge has no output ${name}.`);
  return value;
};

let vpc: Promise<string> | undefined;

/** A new, empty security group in a VPC that this file's tests share. @returns its id */
export const newGroup = async (): Promise<string> => {
  vpc ??= createVpc(clients.ec2);
  return createGroup(clients.ec2, await vpc, `test-${crypto.randomUUID()}`);
};

/** A subscriber of the findings topic, from now on. */
export const subscribe = (): Promise<Inbox> =>
  openInbox(clients.sns, clients.sqs, output('FindingsTopicArn'));

/** The findings of one resource in Security Hub. */
export const hubFindings = async (resourceArn: string): Promise<readonly AwsSecurityFinding[]> => {
  const ResourceId = [{ Value: resourceArn, Comparison: 'EQUALS' as const }];
  const { Findings = [] } = await clients.securityHub.send(
    new GetFindingsCommand({ Filters: { ResourceId }, MaxResults: 100 }),
  );
  return Findings;
};
