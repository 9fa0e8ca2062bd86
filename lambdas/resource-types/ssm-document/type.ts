import type { Call, ErrorCodes } from '../../core/base/resource-type.ts';
import { sharedType } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, hint } from './event.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ModifyDocumentPermission.html#API_ModifyDocumentPermission_Errors */
export const ERRORS: ErrorCodes = {
  gone: ['InvalidDocument'],
  permanent: [
    'DocumentPermissionLimit',
    'DocumentLimitExceeded',
    'InvalidPermissionType',
    'InvalidDocumentOperation',
  ],
};

const DOCUMENTS = 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:document/*';

/** The same calls tag parameters, instances and much else. */
const TAGGING: Call = { wakes: 'both', only: { requestParameters: { resourceType: ['Document'] } } };

/** Documents of Systems Manager, judged by who may read and run them. */
export const ssmDocument = sharedType({
  name: 'ssm-document',
  noun: 'SSM document',
  // ASFF has no type for documents.
  asffType: 'Other',
  errors: ERRORS,
  pace: { looksPerSecond: 5, fixesPerSecond: 2, atOnce: 3 },
  attribute: 'share permission',
  everybody: EVERYBODY,
  template: {
    id: 'ssm-document-with-public-permissions',
    title: 'SSM Document with Public Permissions',
    why: 'Every AWS account can read a public document, with the names, addresses and secrets that its steps mention.',
    severity: 'HIGH',
    controls: ['SSM.4'],
  },
  sources: ['aws.ssm'],
  eventSources: ['ssm.amazonaws.com'],
  calls: {
    ModifyDocumentPermission: { wakes: 'both' },
    DeleteDocument: { wakes: 'closes', deletes: true },
    AddTagsToResource: TAGGING,
    RemoveTagsFromResource: TAGGING,
  },
  read: [
    // Systems Manager takes no resource for ListDocuments.
    { actions: ['ssm:ListDocuments'], resources: ['*'] },
    { actions: ['ssm:DescribeDocumentPermission', 'ssm:ListTagsForResource'], resources: [DOCUMENTS] },
  ],
  fix: [{ actions: ['ssm:ModifyDocumentPermission'], resources: [DOCUMENTS] }],
  hint,
  arn: (id, { partition, region, account }) => `arn:${partition}:ssm:${region}:${account}:document/${id}`,
});
