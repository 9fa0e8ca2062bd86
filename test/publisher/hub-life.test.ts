import { GetFindingsCommand, type WorkflowStatus } from '@aws-sdk/client-securityhub';
import { describe, expect, it } from 'vitest';
import { putAway } from '../../lambdas/core/ledger/finding.ts';
import type { Status } from '../../lambdas/core/ledger/record.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { ReadFindingsCommand } from '../../lambdas/publisher/hub-commands.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import { securityHubSink } from '../../lambdas/publisher/security-hub.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import { asff } from '../support/asff.ts';
import { type Answers, failure, fakeAws } from './aws.ts';
import { fakeHub } from './fake-hub.ts';
import { CIFS, recordOf, SSH, state } from './records.ts';

const ID = `${recordOf('NOTIFIED').resource}/${CIFS}`;

/** A finding of Security Hub whose ledger goes on from record to record. */
const life = (answers: Answers = () => undefined) => {
  const hub = fakeHub();
  const aws = fakeAws((call) => answers(call) ?? hub.answer(call));
  const sink = securityHubSink(aws.securityHub, CATALOGUE, 'us-east-1', () => undefined);
  let n = 0;
  const at = (record: number) => new Date(Date.UTC(2026, 10, 22, 9, record)).toISOString();
  const publish = (record: ClosedRecord) =>
    sink([...toldBy(record, CATALOGUE), ...putAway(record, CATALOGUE)], record);
  const record = (status: Status, more: Partial<ClosedRecord> = {}): ClosedRecord => {
    n += 1;
    return recordOf(status, { n, closedAt: at(n), ...more });
  };
  const becomes = async (status: Status, more: Partial<ClosedRecord> = {}): Promise<string> => {
    expect(await publish(record(status, more))).toEqual(new Map());
    expect(() => asff.parse(withoutMarks(hub.get(ID)))).not.toThrow();
    return hub.shown(ID);
  };
  const updates = () => aws.to('securityhub').filter(({ path }) => path === '/findings/batchupdate');
  return { hub, aws, publish, record, becomes, updates };
};

/** An import as Security Hub keeps it, without what is the customer's. */
const withoutMarks = (finding: object | undefined): object => {
  const { UserDefinedFields: _, ...others } = (finding ?? {}) as Record<string, unknown>;
  return others;
};

describe('the life of a finding in Security Hub', () => {
  it('is told by an import each, and by an update where an import cannot change the workflow', async () => {
    const { becomes, updates } = life();
    expect(await becomes('NOTIFIED')).toBe('FAILED ACTIVE NEW');
    expect(updates()).toHaveLength(0);
    expect(await becomes('REMEDIATED')).toBe('PASSED ACTIVE RESOLVED');
    expect(await becomes('REMEDIATED')).toBe('PASSED ACTIVE RESOLVED');
    expect(await becomes('FAILED')).toBe('FAILED ACTIVE NEW');
    expect(await becomes('EXCLUDED')).toBe('FAILED ACTIVE SUPPRESSED');
    expect(await becomes('NOTIFIED')).toBe('FAILED ACTIVE NEW');
    expect(await becomes('RESOLVED')).toBe('PASSED ACTIVE RESOLVED');
    expect(await becomes('EXCLUDED')).toBe('FAILED ACTIVE SUPPRESSED');
    expect(await becomes('RESOLVED', { gone: true })).toBe('PASSED ARCHIVED RESOLVED');
    expect(await becomes('FAILED')).toBe('FAILED ACTIVE NEW');
    expect(updates()).toHaveLength(6);
  });

  it.each<[Status, string]>([
    ['REMEDIATED', 'PASSED ACTIVE RESOLVED'],
    ['RESOLVED', 'PASSED ACTIVE RESOLVED'],
    ['NOTIFIED', 'FAILED ACTIVE NEW'],
    ['FAILED', 'FAILED ACTIVE NEW'],
    ['EXCLUDED', 'FAILED ACTIVE SUPPRESSED'],
  ])('that begins as %s is %s with the import alone', async (status, shown) => {
    const { becomes, aws } = life();
    expect(await becomes(status)).toBe(shown);
    expect(aws.calls.map(({ path }) => path)).toEqual(['/findings', '/findings/import']);
  });

  it.each<[Status, WorkflowStatus, Status, string]>([
    ['NOTIFIED', 'NOTIFIED', 'REMEDIATED', 'PASSED ACTIVE NOTIFIED'],
    ['NOTIFIED', 'SUPPRESSED', 'RESOLVED', 'PASSED ACTIVE SUPPRESSED'],
    ['NOTIFIED', 'RESOLVED', 'EXCLUDED', 'FAILED ACTIVE RESOLVED'],
    ['REMEDIATED', 'NEW', 'REMEDIATED', 'PASSED ACTIVE NEW'],
    ['REMEDIATED', 'SUPPRESSED', 'NOTIFIED', 'FAILED ACTIVE SUPPRESSED'],
    ['EXCLUDED', 'NOTIFIED', 'FAILED', 'FAILED ACTIVE NOTIFIED'],
  ])(
    'that was %s and a person has set to %s keeps that when it is %s',
    async (before, person, now, shown) => {
      const { becomes, hub, updates } = life();
      await becomes('NOTIFIED');
      await becomes(before);
      hub.set(ID, person);
      const set = updates().length;
      expect(await becomes(now)).toBe(shown);
      expect(await becomes(now)).toBe(shown);
      expect(updates()).toHaveLength(set);
    },
  );

  it('which a person has suppressed stays so after an exclusion of ours has come and gone', async () => {
    const { becomes, hub } = life();
    await becomes('NOTIFIED');
    hub.set(ID, 'SUPPRESSED');
    expect(await becomes('EXCLUDED')).toBe('FAILED ACTIVE SUPPRESSED');
    expect(await becomes('NOTIFIED')).toBe('FAILED ACTIVE SUPPRESSED');
  });

  it('is ours again once Security Hub has reset what a person had set', async () => {
    const { becomes, hub } = life();
    await becomes('REMEDIATED');
    await becomes('REMEDIATED');
    hub.set(ID, 'NOTIFIED');
    expect(await becomes('FAILED')).toBe('FAILED ACTIVE NEW');
    expect(await becomes('REMEDIATED')).toBe('PASSED ACTIVE RESOLVED');
  });

  it('leaves the fields of others as they are', async () => {
    const { becomes, hub } = life();
    await becomes('NOTIFIED');
    const before = hub.get(ID);
    if (before) Object.assign(before, { UserDefinedFields: { ticket: 'SEC-7' } });
    await becomes('REMEDIATED');
    expect(hub.get(ID)?.UserDefinedFields).toEqual({
      ticket: 'SEC-7',
      drawbridgeWorkflow: expect.stringMatching(/^RESOLVED 2026/),
    });
  });

  it('is not turned back by a record that comes after a newer one', async () => {
    const { publish, record, becomes, hub, aws } = life();
    await becomes('NOTIFIED');
    const late = record('FAILED');
    expect(await becomes('REMEDIATED')).toBe('PASSED ACTIVE RESOLVED');
    const before = aws.to('securityhub').length;
    expect(await publish(late)).toEqual(new Map());
    expect(hub.shown(ID)).toBe('PASSED ACTIVE RESOLVED');
    expect(aws.to('securityhub')).toHaveLength(before);
  });

  it('goes on though the clock of the function that closed it was behind, and with a ledger that began anew', async () => {
    const { publish, becomes, hub } = life();
    await becomes('NOTIFIED');
    await becomes('NOTIFIED');
    const early = recordOf('REMEDIATED', { n: 3, closedAt: '2026-11-22T09:01:30.000Z' });
    expect(await publish(early)).toEqual(new Map());
    expect(hub.shown(ID)).toBe('PASSED ACTIVE RESOLVED');
    const anew = recordOf('NOTIFIED', { n: 2, closedAt: '2026-11-23T09:00:00.000Z' });
    expect(await publish(anew)).toEqual(new Map());
    expect(hub.shown(ID)).toBe('FAILED ACTIVE NEW');
    expect(await publish(recordOf('RESOLVED', { n: 3, closedAt: '2026-11-23T09:01:00.000Z' }))).toEqual(
      new Map(),
    );
    expect(hub.shown(ID)).toBe('PASSED ACTIVE RESOLVED');
  });

  it.each<[Status, string, Status, string]>([
    ['EXCLUDED', 'FAILED ACTIVE SUPPRESSED', 'NOTIFIED', 'FAILED ACTIVE NEW'],
    ['EXCLUDED', 'FAILED ACTIVE SUPPRESSED', 'REMEDIATED', 'PASSED ACTIVE RESOLVED'],
    ['NOTIFIED', 'FAILED ACTIVE NEW', 'REMEDIATED', 'PASSED ACTIVE RESOLVED'],
    ['REMEDIATED', 'PASSED ACTIVE RESOLVED', 'FAILED', 'FAILED ACTIVE NEW'],
  ])(
    'that was %s (%s) before destroy and deploy, and begins anew as %s, is %s',
    async (before, shown, status, now) => {
      const { publish, becomes, hub } = life();
      expect(await becomes(before)).toBe(shown);
      const anew = recordOf(status, { n: 1, closedAt: '2026-12-24T09:00:00.000Z' });
      expect(await publish(anew)).toEqual(new Map());
      expect(hub.shown(ID)).toBe(now);
      await publish(recordOf('EXCLUDED', { n: 2, closedAt: '2026-12-24T09:01:00.000Z' }));
      expect(hub.shown(ID)).toBe('FAILED ACTIVE SUPPRESSED');
    },
  );

  it('is right although Security Hub does not show yet what was imported a moment ago', async () => {
    let lags = false;
    const { becomes } = life(({ path }) =>
      path === '/findings' && lags ? { status: 200, body: '{"Findings":[]}' } : undefined,
    );
    expect(await becomes('NOTIFIED')).toBe('FAILED ACTIVE NEW');
    lags = true;
    expect(await becomes('REMEDIATED')).toBe('PASSED ACTIVE RESOLVED');
    lags = false;
    expect(await becomes('FAILED')).toBe('FAILED ACTIVE NEW');
    expect(await becomes('REMEDIATED')).toBe('PASSED ACTIVE RESOLVED');
  });

  it('is finished by the retry of an update that failed, whichever way it went', async () => {
    let fails = 0;
    const { publish, record, becomes, hub } = life(({ path }) => {
      if (path !== '/findings/batchupdate' || fails === 0) return undefined;
      fails -= 1;
      return failure('securityhub', 'InternalException', 500);
    });
    await becomes('NOTIFIED');
    for (const [status, shown] of [
      ['REMEDIATED', 'PASSED ACTIVE RESOLVED'],
      ['EXCLUDED', 'FAILED ACTIVE SUPPRESSED'],
      ['NOTIFIED', 'FAILED ACTIVE NEW'],
    ] as const) {
      fails = 1;
      const next = record(status);
      expect([...(await publish(next)).keys()]).toEqual([CIFS]);
      expect(await publish(next)).toEqual(new Map());
      expect(hub.shown(ID)).toBe(shown);
    }
  });

  it('that an update left unprocessed inside a 200 answer is untaken', async () => {
    const { publish, record, becomes } = life(({ path, body }) =>
      path === '/findings/batchupdate'
        ? {
            status: 200,
            body: JSON.stringify({
              ProcessedFindings: [],
              UnprocessedFindings: [
                {
                  FindingIdentifier: (body['FindingIdentifiers'] as object[])[0],
                  ErrorCode: 'ConcurrentUpdateError',
                  ErrorMessage: 'stub',
                },
              ],
            }),
          }
        : undefined,
    );
    await becomes('NOTIFIED');
    expect([...(await publish(record('REMEDIATED')))]).toEqual([
      [CIFS, expect.objectContaining({ name: 'ConcurrentUpdateError' })],
    ]);
  });

  it('that cannot be read is untaken, and nothing is imported blindly', async () => {
    const { publish, record, aws } = life(({ path }) =>
      path === '/findings' ? failure('securityhub', 'TooManyRequestsException', 429) : undefined,
    );
    for (const status of ['NOTIFIED', 'REMEDIATED'] as const)
      expect([...(await publish(record(status))).keys()]).toEqual([CIFS]);
    expect(aws.to('securityhub')).toEqual([]);
  });
});

describe('a resource that is gone', () => {
  it('has all its findings archived, those that were closed before included', async () => {
    const { becomes, hub } = life();
    const both = {
      changed: [CIFS, SSH],
      findings: { [CIFS]: state('NOTIFIED'), [SSH]: state('REMEDIATED') },
    };
    await becomes('NOTIFIED', both);
    const findings = { ...both.findings, [CIFS]: state('RESOLVED') };
    expect(await becomes('RESOLVED', { gone: true, findings })).toBe('PASSED ARCHIVED RESOLVED');
    expect(hub.all().map(({ RecordState }) => RecordState)).toEqual(['ARCHIVED', 'ARCHIVED']);
  });
});

describe('the calls to Security Hub', () => {
  it('read as the SDK itself does, twenty ids at a time', async () => {
    const findings = Object.fromEntries(
      Array.from({ length: 45 }, (_, i) => [`custom-${i}`, state('NOTIFIED')]),
    );
    const { aws, record, publish } = life();
    await publish(record('NOTIFIED', { findings, changed: Object.keys(findings) }));
    const reads = aws.calls.filter(({ path }) => path === '/findings');
    expect(reads.map(({ body }) => (body['Filters'] as { Id: unknown[] }).Id.length)).toEqual([20, 20, 5]);
    const theirs = fakeAws();
    const ours = fakeAws();
    const input = { Filters: { Id: [{ Value: ID, Comparison: 'EQUALS' as const }] }, MaxResults: 100 };
    const answer = {
      status: 200,
      body: JSON.stringify({ Findings: [{ Id: ID, SchemaVersion: '2018-10-08' }] }),
    };
    const [one, other] = [fakeAws(() => answer), fakeAws(() => answer)];
    await ours.securityHub.send(new ReadFindingsCommand(input));
    await theirs.securityHub.send(new GetFindingsCommand(input));
    const stable = ({ method, path, body }: { method: string; path: string; body: unknown }) => ({
      method,
      path,
      body,
    });
    expect(ours.calls.map(stable)).toEqual(theirs.calls.map(stable));
    const [read, expected] = await Promise.all([
      one.securityHub.send(new ReadFindingsCommand(input)),
      other.securityHub.send(new GetFindingsCommand(input)),
    ]);
    expect(read.Findings).toEqual(expected.Findings);
  });

  it('update all findings of a record that get the same status at once', async () => {
    const { becomes, updates } = life();
    const of = (status: Status) => ({
      changed: [CIFS, SSH],
      findings: { [CIFS]: state(status), [SSH]: state(status) },
    });
    await becomes('NOTIFIED', of('NOTIFIED'));
    await becomes('REMEDIATED', of('REMEDIATED'));
    expect(updates()).toHaveLength(1);
    const [call] = updates();
    expect(call?.method).toBe('PATCH');
    expect(call?.body['FindingIdentifiers']).toHaveLength(2);
    expect(Object.keys(call?.body ?? {}).sort()).toEqual([
      'FindingIdentifiers',
      'UserDefinedFields',
      'Workflow',
    ]);
  });
});
