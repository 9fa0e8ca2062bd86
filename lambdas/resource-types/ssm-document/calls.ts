import {
  DescribeDocumentPermissionCommand,
  ListDocumentsCommand,
  ListTagsForResourceCommand,
  ModifyDocumentPermissionCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { type SharedCalls, tagsOf } from '../../adapters/shared-attribute.ts';
import { classify as classifyAny } from '../../core/base/errors.ts';
import type { Lister } from '../../core/base/ports.ts';
import type { Shared, Value } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';
import { ERRORS } from './type.ts';

const SHARE = 'Share';

const asValue = (account: string): Value => ({
  value: account.toLowerCase() === EVERYBODY ? EVERYBODY : account,
});

const sharedWith = async (ssm: SSMClient, Name: string): Promise<readonly Value[]> => {
  const values: Value[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await ssm.send(
      new DescribeDocumentPermissionCommand({ Name, PermissionType: SHARE, ...(NextToken && { NextToken }) }),
    );
    if (!page.AccountIds)
      throw new Error(`Systems Manager described ${Name} without its accounts; the call is tried again`);
    values.push(...page.AccountIds.map(asValue));
    NextToken = page.NextToken;
    if (!NextToken) return values;
  }
};

/** Calls of Systems Manager: https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html */
export const callsOf = (ssm: SSMClient): SharedCalls => ({
  noun: 'document name',
  id: ID,
  classify: (error) => classifyAny(error, ERRORS),
  read: async (id) => ({ id, values: await sharedWith(ssm, id) }),
  change: (Name, operation, values) =>
    ssm.send(
      new ModifyDocumentPermissionCommand({
        Name,
        PermissionType: SHARE,
        [operation === 'add' ? 'AccountIdsToAdd' : 'AccountIdsToRemove']: [...values],
      }),
    ),
  tags: async (ResourceId) => {
    const command = new ListTagsForResourceCommand({ ResourceType: 'Document', ResourceId });
    return tagsOf((await ssm.send(command)).TagList);
  },
});

/** The largest page that ListDocuments gives. */
const PAGE = 50;

/** Lists the account's own documents, which does not tell with whom they are shared. */
export const createLister = (ssm: SSMClient): Lister<Shared> => ({
  list: async (token) => {
    const { DocumentIdentifiers = [], NextToken } = await ssm.send(
      new ListDocumentsCommand({
        Filters: [{ Key: 'Owner', Values: ['Self'] }],
        MaxResults: PAGE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    const resources = DocumentIdentifiers.flatMap(({ Name: id }) => (id === undefined ? [] : [{ id }]));
    return { resources, ...(NextToken && { next: NextToken }) };
  },
});
