import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../lambdas/core/base/event.ts';
import type { ResourceType } from '../../lambdas/core/base/resource-type.ts';
import { ami } from '../../lambdas/resource-types/ami/type.ts';
import { ssmDocument } from '../../lambdas/resource-types/ssm-document/type.ts';
import { vpcEndpointService } from '../../lambdas/resource-types/vpc-endpoint-service/type.ts';

type Type = Pick<ResourceType<never, unknown>, 'hint' | 'calls' | 'sources' | 'eventSources' | 'name'>;

const hintOf = (type: Type, eventName: string, requestParameters: unknown, more: object = {}) => {
  const detail = { eventName, eventID: 'e-1', requestParameters, ...more };
  const parsed = parse({ detail }, { account: '1', region: 'r', ...type });
  if (parsed.outcome !== 'event') throw new Error(parsed.reason);
  return type.hint(parsed.event);
};

const IMAGE = 'ami-0123456789abcdef0';
const SERVICE = 'vpce-svc-0123456789abcdef0';
const DOCUMENT = 'Restart_web.1';

const launch = (operation: string, item: object) => ({
  imageId: IMAGE,
  launchPermission: { [operation]: { items: [item] } },
  attributeType: 'launchPermission',
});
const share = (more: object) => ({ name: DOCUMENT, permissionType: 'Share', ...more });
const principals = (more: object) => ({
  ModifyVpcEndpointServicePermissionsRequest: { ServiceId: SERVICE, ...more },
});
const tagged = (resourceId: string) => ({ resourcesSet: { items: [{ resourceId }] } });

describe('an event opens', () => {
  test.each([
    ['an image for all', ami, 'ModifyImageAttribute', launch('add', { group: 'all' }), IMAGE, 'all'],
    [
      'one by the older call',
      ami,
      'ModifyImageAttribute',
      { imageId: IMAGE, operationType: 'add', groupSet: { items: [{ group: 'all' }] } },
      IMAGE,
      'all',
    ],
    [
      'a document for all',
      ssmDocument,
      'ModifyDocumentPermission',
      share({ accountIdsToAdd: ['all'] }),
      DOCUMENT,
      'all',
    ],
    [
      'one, in the words of the reference',
      ssmDocument,
      'ModifyDocumentPermission',
      share({ accountIdsToAdd: ['All'] }),
      DOCUMENT,
      'all',
    ],
    [
      'an endpoint service, alone in its list',
      vpcEndpointService,
      'ModifyVpcEndpointServicePermissions',
      principals({ AddAllowedPrincipals: { tag: 1, content: '*' } }),
      SERVICE,
      '*',
    ],
    [
      'one among several',
      vpcEndpointService,
      'ModifyVpcEndpointServicePermissions',
      principals({
        AddAllowedPrincipals: [
          { tag: 1, content: 'arn:aws:iam::111122223333:root' },
          { tag: 2, content: '*' },
        ],
      }),
      SERVICE,
      '*',
    ],
    [
      'one, were it written as other calls are',
      vpcEndpointService,
      'ModifyVpcEndpointServicePermissions',
      { serviceId: SERVICE, addAllowedPrincipals: { items: ['*'] } },
      SERVICE,
      '*',
    ],
  ] as const)('%s', (_, type, name, request, id, value) => {
    const opened = { ids: [id], lookUps: [], closes: false, shows: [{ value }] };
    expect(hintOf(type, name, request)).toEqual(opened);
  });
});

describe('an event may close', () => {
  test.each([
    [
      'an image that is private again',
      ami,
      'ModifyImageAttribute',
      launch('remove', { group: 'all' }),
      IMAGE,
    ],
    [
      'one that is shared with an account',
      ami,
      'ModifyImageAttribute',
      launch('add', { userId: '1' }),
      IMAGE,
    ],
    ['one that is reset', ami, 'ResetImageAttribute', { imageId: IMAGE }, IMAGE],
    ['one that is deregistered', ami, 'DeregisterImage', { imageId: IMAGE }, IMAGE],
    ['one that is tagged', ami, 'CreateTags', tagged(IMAGE), IMAGE],
    ['a document', ssmDocument, 'ModifyDocumentPermission', share({ accountIdsToRemove: ['all'] }), DOCUMENT],
    ['one that is deleted', ssmDocument, 'DeleteDocument', { name: DOCUMENT }, DOCUMENT],
    [
      'one that is tagged',
      ssmDocument,
      'AddTagsToResource',
      { resourceType: 'Document', resourceId: DOCUMENT, tags: [] },
      DOCUMENT,
    ],
    [
      'an endpoint service',
      vpcEndpointService,
      'ModifyVpcEndpointServicePermissions',
      principals({ RemoveAllowedPrincipals: { tag: 1, content: '*' } }),
      SERVICE,
    ],
    [
      'one that is deleted',
      vpcEndpointService,
      'DeleteVpcEndpointServiceConfigurations',
      { DeleteVpcEndpointServiceConfigurationsRequest: { ServiceId: { tag: 1, content: SERVICE } } },
      SERVICE,
    ],
  ] as const)('%s', (_, type, name, request, id) => {
    expect(hintOf(type, name, request)).toEqual({ ids: [id], lookUps: [], closes: true, shows: [] });
  });
});

describe('an event is about', () => {
  test.each([
    ['an instance', ami, 'CreateTags', tagged('i-0123456789abcdef0')],
    ['a parameter', ssmDocument, 'AddTagsToResource', { resourceType: 'Parameter', resourceId: 'p' }],
    ['a volume', vpcEndpointService, 'DeleteTags', tagged('vol-0123456789abcdef0')],
  ] as const)('nothing of ours, where %s was tagged', (_, type, name, request) => {
    expect(hintOf(type, name, request)).toMatchObject({ ids: [], lookUps: [] });
  });

  test.each([
    [ami, 'ModifyImageAttribute', IMAGE],
    [vpcEndpointService, 'ModifyVpcEndpointServicePermissions', SERVICE],
  ] as const)('what its id says anywhere, where the request was too large: %o', (type, name, id) => {
    const resources = [{ ARN: `arn:aws:ec2:eu-west-1:1:thing/${id}` }];
    expect(hintOf(type, name, { omitted: true }, { resources })).toMatchObject({ ids: [id] });
  });

  test.each([
    [ami, 'ModifyImageAttribute'],
    [ssmDocument, 'ModifyDocumentPermission'],
    [vpcEndpointService, 'ModifyVpcEndpointServicePermissions'],
  ] as const)(
    'nobody knows what: it is refused, and says what to do; whatever it holds, nothing throws',
    (type, name) => {
      expect(hintOf(type, name, { omitted: true })).toMatchObject({
        refused: expect.stringContaining('run a sweep'),
      });
      fc.assert(
        fc.property(fc.anything(), (request) => void expect(hintOf(type, name, request)).toBeDefined()),
      );
    },
  );
});
