import type { EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { sharedFixer, sharedReader } from '../../lambdas/adapters/shared-attribute.ts';
import * as images from '../../lambdas/resource-types/ami/calls.ts';
import { ami } from '../../lambdas/resource-types/ami/type.ts';
import * as services from '../../lambdas/resource-types/vpc-endpoint-service/calls.ts';
import { vpcEndpointService } from '../../lambdas/resource-types/vpc-endpoint-service/type.ts';
import { type Answer, set, stubEc2 } from './security-group/stub-ec2.ts';

const IMAGE = 'ami-0123456789abcdef0';
const SERVICE = 'vpce-svc-0123456789abcdef0';
const ALL = { value: 'all' };
const DONE: Answer = { body: '<return>true</return>' };

const launch = (...items: readonly object[]): Answer => ({
  body: `<imageId>${IMAGE}</imageId>${set('launchPermission', items as Record<string, unknown>[])}`,
});
const refused = (code: string): Answer => ({
  status: 400,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>none</Message></Error></Errors></Response>`,
});

const imageReader = (client: EC2Client) => sharedReader(images.callsOf(client));

describe('an image', () => {
  test('reads as whom it is shared with, organizations included, by one call', async () => {
    const arn = 'arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5';
    const { client, sent } = stubEc2(
      launch({ group: 'all' }, { userId: '111122223333' }, { organizationArn: arn }),
    );
    expect(await imageReader(client).read(IMAGE)).toEqual({
      id: IMAGE,
      values: [ALL, { value: '111122223333' }, { value: arn }],
    });
    expect(sent.map(({ action }) => action)).toEqual(['DescribeImageAttribute']);
  });

  test.each(['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'])(
    'that is gone (%s) reads as nothing',
    async (code) => {
      expect(await imageReader(stubEc2(refused(code)).client).read(IMAGE)).toBeUndefined();
    },
  );

  test('that EC2 describes without its permissions is not taken for a private one', async () => {
    const { client } = stubEc2({ body: `<imageId>${IMAGE}</imageId>` });
    await expect(imageReader(client).read(IMAGE)).rejects.toThrow('tried again');
  });

  test('of which the event names no id is asked nobody about', async () => {
    const { client, sent } = stubEc2();
    await expect(imageReader(client).read('ami-*')).rejects.toThrow('is no image');
    expect(sent).toEqual([]);
  });

  test('loses `all` by one call that names nothing else', async () => {
    const { client, sent } = stubEc2(DONE, launch({ userId: '111122223333' }));
    const fixer = sharedFixer(images.callsOf(client));
    expect(await fixer.fix({ id: IMAGE, values: [ALL] }, [ALL])).toEqual({
      gone: [ALL],
      removed: [ALL],
      left: [],
    });
    expect(sent[0]).toEqual({
      action: 'ModifyImageAttribute',
      parameters: { ImageId: IMAGE, Attribute: 'launchPermission', 'LaunchPermission.Remove.1.Group': 'all' },
    });
  });

  test('that is shared after the call still is left, with what to do', async () => {
    const { client } = stubEc2(DONE, launch({ group: 'all' }));
    expect(await sharedFixer(images.callsOf(client)).fix({ id: IMAGE, values: [ALL] }, [ALL])).toMatchObject({
      left: [ALL],
      error: expect.stringContaining('by hand'),
    });
  });

  test('is in doubt in a list only where EC2 does not say that it is private', async () => {
    const rows = [
      { imageId: 'ami-1', isPublic: false },
      { imageId: 'ami-2', isPublic: true },
      { imageId: 'ami-3' },
    ];
    const { client, sent } = stubEc2({ body: `${set('imagesSet', rows)}<nextToken>more</nextToken>` });
    expect(await images.createLister(client).list()).toEqual({
      resources: [{ id: 'ami-1', model: { id: 'ami-1', values: [] } }, { id: 'ami-2' }, { id: 'ami-3' }],
      next: 'more',
    });
    expect(sent[0]?.parameters).toMatchObject({ 'Owner.1': 'self', IncludeDisabled: 'true' });
  });
});

describe('an endpoint service', () => {
  const principals = (...values: readonly string[]): Answer => ({
    body: set(
      'allowedPrincipals',
      values.map((principal) => ({ principal })),
    ),
  });
  const configuration = (acceptanceRequired?: boolean): Answer => ({
    body: set('serviceConfigurationSet', [
      { serviceId: SERVICE, ...(acceptanceRequired !== undefined && { acceptanceRequired }) },
    ]),
  });
  const read = (...answers: readonly Answer[]) =>
    sharedReader(services.callsOf(stubEc2(...answers).client)).read(SERVICE);

  test.each([
    [false, undefined],
    [true, expect.stringContaining('AcceptanceRequired')],
  ])('for everybody, with acceptance required %s', async (required, why) => {
    const model = await read(principals('*'), configuration(required));
    const [template] = vpcEndpointService.templates;
    expect(template?.reportOnly?.(model ?? { id: '', values: [] }, { value: '*' }, {})).toEqual(why);
  });

  test('for everybody of which EC2 does not tell whether it asks back is not judged', async () => {
    await expect(read(principals('*'), configuration())).rejects.toThrow('tried again');
  });

  test('for named accounts needs one call', async () => {
    expect(await read(principals('arn:aws:iam::111122223333:root'))).toEqual({
      id: SERVICE,
      values: [{ value: 'arn:aws:iam::111122223333:root' }],
    });
  });
});

test('the ARN of an image names no account', () => {
  const place = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
  expect(ami.arn(IMAGE, place)).toBe(`arn:aws:ec2:eu-west-1::image/${IMAGE}`);
});
