import {
  DeleteBucketPolicyCommand,
  DeleteBucketWebsiteCommand,
  PutBucketWebsiteCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { own } from '../../lambdas/core/base/json.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import {
  arnOf,
  changes,
  declare,
  FIXER,
  FULL,
  findingOf,
  findingsAbout,
  narrow,
  newBucket,
  policyOf,
  putPolicy,
  READ,
  reads,
  s3,
  statement,
  unmask,
  WRITE,
} from './s3-buckets.ts';
import { control, hubFindings, subscribe } from './support/cloud.ts';

let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

describe('a statement that lets anyone', () => {
  test.each([
    ['read', { Action: ['s3:GetObject', 's3:ListBucket'] }, [READ]],
    ['write', { Principal: { AWS: '*' }, Action: 's3:PutObject' }, [WRITE]],
    ['do everything', { Action: 's3:*' }, [READ, WRITE, FULL]],
    ['read from everywhere', { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }, [READ]],
  ])('%s goes when its mask is lifted, every other one stays', async (_, open, templates) => {
    const name = await newBucket();
    await declare(name, true);
    const [first, ...others] = narrow(name);
    const all = [first, statement(name, 'Open', open), ...others].filter((one) => one !== undefined);
    await putPolicy(name, ...all);
    await unmask(name);
    for (const template of templates) {
      const finding = await findingOf(inbox, name, template, 'REMEDIATED');
      expect(finding).toMatchObject({
        resource: { type: 'AwsS3Bucket', kind: 's3-bucket', id: name, arn: arnOf(name) },
        violating: [expect.stringMatching(/^statement 2 "Open": Allow /)],
        // Six statements, and the grant of the owner.
        kept: 7,
      });
    }
    expect(await policyOf(name)).toEqual({ Version: '2012-10-17', Id: 'P', Statement: [first, ...others] });
    expect(await changes(name)).toEqual(['PutBucketPolicy']);
    const imported = await until(`${name} in Security Hub`, async () => {
      const found = await hubFindings(arnOf(name));
      return found.length === templates.length && found;
    });
    for (const { Compliance, Workflow } of imported)
      expect({ Compliance, Workflow }).toMatchObject({
        Compliance: { Status: 'PASSED' },
        Workflow: { Status: 'RESOLVED' },
      });
  });

  test('takes the policy with it when it is the only one', async () => {
    const name = await newBucket();
    await declare(name, true);
    await unmask(name);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(await policyOf(name)).toBeUndefined();
    expect(await changes(name)).toEqual(['DeleteBucketPolicy']);
  });

  test('stays as long as the bucket restricts public policies, and goes when that ends', async () => {
    const name = await newBucket();
    await declare(name, true);
    await putPolicy(name, statement(name, 'Open', {}));
    await until('a bucket to be looked at', async () => (await reads(name)) > 0);
    expect(await policyOf(name)).toMatchObject({ Statement: [{ Sid: 'Open' }] });
    expect(await findingsAbout(inbox, name)).toEqual([]);
    await unmask(name);
    await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(await policyOf(name)).toBeUndefined();
    expect(await findingsAbout(inbox, name)).toEqual([`${READ} REMEDIATED`]);
  });

  test('is reported, not removed, where it cannot be told whom it lets in', async () => {
    const name = await newBucket();
    await declare(name, true);
    await unmask(name);
    const { Principal: _, ...rest } = statement(name, 'Odd', {});
    const odd = { ...rest, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } };
    await putPolicy(name, odd);
    await findingOf(inbox, name, READ, 'NOTIFIED');
    expect(await policyOf(name)).toMatchObject({ Statement: [odd] });
  });

  test('and a named account leaves it to the account', async () => {
    const name = await newBucket();
    await declare(name, true);
    const shared = (...AWS: string[]) => statement(name, 'Shared', { Principal: { AWS } });
    await unmask(name);
    await putPolicy(name, ...narrow(name), shared('arn:aws:iam::111122223333:root', '*'));
    const { note, kept } = await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(note).toContain('Put in their place: statement 7 "Shared"');
    // Seven statements, and the grant of the owner.
    expect(kept).toBe(8);
    expect(await policyOf(name)).toMatchObject({
      Statement: [...narrow(name), shared('arn:aws:iam::111122223333:root')],
    });
  });

  test('goes without the principals that were deleted, which S3 does not take back', async () => {
    const name = await newBucket();
    await declare(name, true);
    const dead = statement(name, 'left-over', { Principal: { AWS: 'AROADBQP57FF2AEXAMPLE' } });
    await putPolicy(name, statement(name, 'Open', {}), dead, ...narrow(name));
    await control.addFault({
      service: 's3',
      action: 'PutBucketPolicy',
      caller: FIXER,
      status: 400,
      code: 'MalformedPolicy',
    });
    onTestFinished(() => control.clearFaults());
    await unmask(name);
    const { note } = await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(note).toContain('AROADBQP57FF2AEXAMPLE in statement 1 "left-over"');
    expect(await policyOf(name)).toMatchObject({ Statement: narrow(name) });
  });

  test('stays behind a fence', async () => {
    const name = await newBucket();
    await unmask(name);
    const fence = statement(name, 'Fence', {
      Effect: 'Deny',
      Action: 's3:*',
      Resource: [arnOf(name), `${arnOf(name)}/*`],
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
    });
    await putPolicy(name, statement(name, 'Open', {}), fence);
    await control.idle();
    expect(await findingsAbout(inbox, name)).toEqual([]);
    // Without the fence it goes, so it was looked at before.
    await declare(name, true);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(await findingsAbout(inbox, name)).toEqual([`${READ} REMEDIATED`]);
  });

  describe('in our reading, but not in that of S3,', () => {
    test('goes once S3 has noticed', async () => {
      const name = await newBucket();
      await declare(name, [false, false, true]);
      await unmask(name);
      await putPolicy(name, statement(name, 'Open', {}));
      await findingOf(inbox, name, READ, 'REMEDIATED');
      expect(await policyOf(name)).toBeUndefined();
    });

    test('is reported with both verdicts minutes after the change, not removed', async () => {
      const name = await newBucket();
      await declare(name, false);
      await control.addEventRule({ eventName: 'PutBucketPolicy', times: 1, drop: true });
      await unmask(name);
      await putPolicy(name, statement(name, 'Open', {}));
      const put = (await control.records()).findLast(
        ({ eventName, requestParameters }) =>
          eventName === 'PutBucketPolicy' && own(requestParameters, 'bucketName') === name,
      );
      const eventTime = new Date(Date.now() - 180_000).toISOString().replace(/\.\d+/, '');
      await control.deliver({ ...put, eventTime });
      const { note } = await findingOf(inbox, name, READ, 'NOTIFIED');
      expect(note).toMatch(/S3 itself says that the policy is not public/);
      expect(await policyOf(name)).toBeDefined();
    });

    test('stays, FAILED, where S3 does not say', async () => {
      const name = await newBucket();
      await unmask(name);
      await putPolicy(name, statement(name, 'Open', {}));
      const { error } = await findingOf(inbox, name, READ, 'FAILED');
      expect(error).toContain('s3:GetBucketPolicyStatus');
      expect(await policyOf(name)).toBeDefined();
      expect(await changes(name)).toEqual([]);
    });
  });

  test('is left to a website until it is none any more', async () => {
    const name = await newBucket();
    await declare(name, true);
    await s3.send(
      new PutBucketWebsiteCommand({
        Bucket: name,
        WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
      }),
    );
    await unmask(name);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(inbox, name, READ, 'NOTIFIED');
    expect(await policyOf(name)).toMatchObject({ Statement: [{ Sid: 'Open' }] });
    await s3.send(new DeleteBucketWebsiteCommand({ Bucket: name }));
    await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(await policyOf(name)).toBeUndefined();
  });

  test('that AWS refuses to take away is reported, and resolved once its owner does', async () => {
    const name = await newBucket();
    await declare(name, true);
    await unmask(name);
    await control.addFault({
      service: 's3',
      action: 'DeleteBucketPolicy',
      caller: FIXER,
      times: 50,
      status: 403,
      code: 'AccessDenied',
    });
    onTestFinished(() => control.clearFaults());
    await putPolicy(name, statement(name, 'Open', {}));
    const { error } = await findingOf(inbox, name, READ, 'FAILED');
    expect(error).toContain('AccessDenied');
    expect(await policyOf(name)).toBeDefined();
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: name }));
    await findingOf(inbox, name, READ, 'RESOLVED');
  });

  test('is reported once, however often its event comes', async () => {
    const name = await newBucket();
    await declare(name, true);
    await unmask(name);
    await control.addEventRule({ eventName: 'PutBucketPolicy', times: 1, copies: 3 });
    await putPolicy(name, statement(name, 'Open', {}));
    const first = await findingOf(inbox, name, READ, 'REMEDIATED');
    await putPolicy(name, statement(name, 'Open', {}));
    await inbox.finding(
      `${name} again`,
      ({ resource, id }) => resource.arn === arnOf(name) && id !== first.id,
    );
    expect(await findingsAbout(inbox, name)).toEqual([`${READ} REMEDIATED`, `${READ} REMEDIATED`]);
  });
});
