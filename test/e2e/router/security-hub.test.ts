import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { describe, expect, it } from 'vitest';
import { clients, config, place } from '../support/cloud.ts';

const { securityHub } = clients;

const ProductArn = `arn:aws:securityhub:${place.region}:${place.account}:product/${place.account}/default`;

const finding = (Id: string, more: Partial<AwsSecurityFinding> = {}): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id,
  ProductArn,
  GeneratorId: 'drawbridge/test',
  AwsAccountId: place.account,
  CreatedAt: '2026-11-22T09:00:00Z',
  UpdatedAt: '2026-11-22T09:00:00Z',
  Types: ['Software and Configuration Checks'],
  Severity: { Label: 'HIGH' },
  Title: 'A finding',
  Description: 'Of a test',
  Resources: [{ Type: 'AwsEc2SecurityGroup', Id: `arn:aws:ec2:::${Id}` }],
  ...more,
});

const importOne = (one: AwsSecurityFinding) =>
  securityHub.send(new BatchImportFindingsCommand({ Findings: [one] }));

const update = (Id: string, change: object) =>
  securityHub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers: [{ Id, ProductArn }], ...change }));

const get = async (id: string): Promise<AwsSecurityFinding | undefined> => {
  const Id = [{ Value: id, Comparison: 'EQUALS' as const }];
  const { Findings = [] } = await securityHub.send(new GetFindingsCommand({ Filters: { Id } }));
  expect(Findings.length).toBeLessThanOrEqual(1);
  return Findings[0];
};

const workflow = async (id: string) => (await get(id))?.Workflow?.Status;

describe('Security Hub behaves as AWS documents it', () => {
  it('the import that creates a finding sets its workflow, NEW where it says none', async () => {
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    await importOne(finding(one, { Workflow: { Status: 'RESOLVED' } }));
    await importOne(finding(other));
    expect([await workflow(one), await workflow(other)]).toEqual(['RESOLVED', 'NEW']);
  });

  it('a later import changes the rest, but not the workflow', async () => {
    const id = crypto.randomUUID();
    await importOne(finding(id));
    await importOne(finding(id, { Title: 'Another title', Workflow: { Status: 'RESOLVED' } }));
    expect(await get(id)).toMatchObject({ Title: 'Another title', Workflow: { Status: 'NEW' } });
  });

  it('BatchUpdateFindings changes workflow, note and fields, and an import keeps them', async () => {
    const id = crypto.randomUUID();
    await importOne(finding(id));
    const Note = { Text: 'seen', UpdatedBy: 'me' };
    const change = { Workflow: { Status: 'SUPPRESSED' }, Note, UserDefinedFields: { a: 'b' } };
    expect((await update(id, change)).ProcessedFindings).toEqual([{ Id: id, ProductArn }]);
    await importOne(finding(id, { Compliance: { Status: 'FAILED' } }));
    expect(await get(id)).toMatchObject({ ...change, Compliance: { Status: 'FAILED' } });
  });

  it.for([
    [{ Compliance: { Status: 'PASSED' } }, { Compliance: { Status: 'FAILED' } }],
    [{ RecordState: 'ARCHIVED' }, { RecordState: 'ACTIVE' }],
  ] as const)(
    'a resolved finding is NEW again when %o becomes %o, a suppressed one stays',
    async ([before, after]) => {
      const [resolved, suppressed] = [crypto.randomUUID(), crypto.randomUUID()];
      await importOne(finding(resolved, { ...before, Workflow: { Status: 'RESOLVED' } }));
      await importOne(finding(suppressed, { ...before, Workflow: { Status: 'SUPPRESSED' } }));
      await importOne(finding(resolved, after));
      await importOne(finding(suppressed, after));
      expect([await workflow(resolved), await workflow(suppressed)]).toEqual(['NEW', 'SUPPRESSED']);
    },
  );

  it('an update of a finding that is not there is not processed', async () => {
    const { UnprocessedFindings } = await update(crypto.randomUUID(), { Workflow: { Status: 'RESOLVED' } });
    expect(UnprocessedFindings).toMatchObject([{ ErrorCode: 'FindingNotFound' }]);
  });

  it.for<[string, Partial<AwsSecurityFinding>, RegExp]>([
    ['a severity that does not exist', { Severity: { Label: 'BOGUS' as 'HIGH' } }, /Severity\.Label/],
    ['no types', { Types: undefined }, /required property 'Types'/],
    ['another account', { AwsAccountId: '999999999999' }, /AwsAccountId/],
    ['another product', { ProductArn: `${ProductArn}x` }, /ProductArn/],
    ['a time that is none', { UpdatedAt: 'yesterday' }, /UpdatedAt/],
  ])('a finding with %s fails, the answer being 200 all the same', async ([, change, message]) => {
    const id = crypto.randomUUID();
    const answer = await importOne(finding(id, change));
    expect(answer).toMatchObject({ FailedCount: 1, SuccessCount: 0, FailedFindings: [{ Id: id }] });
    expect(answer.FailedFindings?.[0]?.ErrorMessage).toMatch(message);
    expect(await get(id)).toBeUndefined();
  });

  it('a region where it is off refuses', async () => {
    const elsewhere = new SecurityHubClient({ ...config, region: 'eu-west-1' });
    const Findings = [finding(crypto.randomUUID())];
    const refused = elsewhere.send(new BatchImportFindingsCommand({ Findings }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidAccessException' });
  });
});
