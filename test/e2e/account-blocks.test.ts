import {
  DeletePublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import { BLOCK_DOORS, type BlockDoor } from '../../sandbox/block-doors.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { drawbridge } from './support/cli.ts';
import { config, control, place, subscribe } from './support/cloud.ts';

let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const findingAbout = (id: string, status: string): Promise<Finding> =>
  inbox.finding(`${id}, ${status}`, ({ resource, status: is }) => resource.id === id && is === status);

const doors = BLOCK_DOORS.map((door) => door(config));
/** The call that switches each off. */
const SWITCHING_OFF: Readonly<Record<string, string>> = {
  'ebs-snapshot-block-public-access': 'DisableSnapshotBlockPublicAccess',
  'ami-block-public-access': 'DisableImageBlockPublicAccess',
  'ssm-document-block-public-access': 'UpdateServiceSetting',
  'emr-block-public-access': 'PutBlockPublicAccessConfiguration',
};

const explained = async ({ resource }: BlockDoor) => {
  const { stdout } = await drawbridge('explain', resource, '--json');
  const [explanation] = JSON.parse(stdout) as readonly {
    readonly would: { readonly remove: readonly string[] };
  }[];
  return explanation?.would.remove;
};

describe.each(doors.map((door) => [door.resource, door] as const))('%s', (id, door) => {
  test('that never was on is reported by a sweep, and nothing would switch it on', async () => {
    await control.addEventRule({ eventName: SWITCHING_OFF[id] ?? '', times: 1, drop: true });
    await door.open();
    expect(await explained(door)).toEqual([]);
    const swept = await drawbridge('sweep', '--json');
    const { open } = JSON.parse(swept.stdout) as { open: readonly { id: string }[] };
    expect(open.map((one) => one.id)).toContain(id);
  });

  test('is put back when somebody switches it off, with what it permits, and an undo switches it off', async () => {
    await door.close();
    const before = await door.settings();
    await door.open();
    const finding = await findingAbout(id, 'REMEDIATED');
    expect(finding).toMatchObject({
      template: door.template,
      severity: 'MEDIUM',
      resource: { type: 'AwsAccount', kind: 'account-block', id },
    });
    expect(finding.resource.arn).toBe(
      `arn:aws:account:${place.region}:${place.account}:block-public-access/${id}`,
    );
    expect(await door.isOpen()).toBe(false);
    expect(await door.settings()).toEqual(before);

    const undone = await drawbridge('undo', finding.remediation ?? '', '--yes', '--reason', 'on purpose');
    expect([undone.code, undone.stderr]).toEqual([0, expect.stringContaining('state: ')]);
    await findingAbout(id, 'EXCLUDED');
    expect(await door.isOpen()).toBe(true);
  });
});

test('the account block of S3 is reported when it is gone, and resolved when all four switches are back', async () => {
  const endpointProvider = () => ({ url: new URL(place.endpoint), headers: {}, properties: {} });
  const s3Control = new S3ControlClient({ ...config, endpointProvider });
  const AccountId = place.account;
  const put = () =>
    s3Control.send(
      new PutPublicAccessBlockCommand({
        AccountId,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
  const remove = () => s3Control.send(new DeletePublicAccessBlockCommand({ AccountId }));
  const id = 's3-account-block-public-access';
  await put();
  // A sweep may have told of it before: that has to be over first.
  await control.idle();
  await remove();
  expect(await findingAbout(id, 'NOTIFIED')).toMatchObject({
    template: 's3-account-block-public-access-off',
  });
  await put();
  await findingAbout(id, 'RESOLVED');
  await remove();
});
