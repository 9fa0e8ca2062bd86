import {
  type BatchImportFindingsCommandInput,
  type BatchImportFindingsCommandOutput,
  BatchImportFindingsResponse$,
  type GetFindingsCommandInput,
  type GetFindingsCommandOutput,
  type SecurityHubClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-securityhub';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';

const NAMESPACE = 'com.amazonaws.securityhub';
/** Smithy's types of a document and of a list of them: JSON that is passed on as it is. */
const DOCUMENT = 15;
const DOCUMENTS = 79;

/*
 * The SDK's own calls, sent by the SDK's client, without the SDK's schema of a finding: that one describes every
 * resource type that AWS has, and was 36 of the publisher's 142 KB (gzip). ASFF is JSON already, so it goes out and
 * comes in as it is. Tests hold the requests against those that the SDK's own commands make.
 */
const command = makeBuilder<SecurityHubClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>(
  {
    UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
    UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
  },
  'SecurityHubAPIService',
  'SecurityHubClient',
  getEndpointPlugin,
);

/** The SDK's `BatchImportFindings`. */
export const ImportFindingsCommand = command<
  BatchImportFindingsCommandInput,
  BatchImportFindingsCommandOutput
>({}, () => [], 'BatchImportFindings', [
  9,
  NAMESPACE,
  'BatchImportFindings',
  { http: ['POST', '/findings/import', 200] },
  () => [3, NAMESPACE, 'BatchImportFindingsRequest', 0, ['Findings'], [DOCUMENTS], 1],
  () => BatchImportFindingsResponse$,
]);

/** The SDK's `GetFindings`, as far as it is needed: filters in, one page of findings out. */
export const ReadFindingsCommand = command<
  Pick<GetFindingsCommandInput, 'Filters' | 'MaxResults'>,
  GetFindingsCommandOutput
>({}, () => [], 'GetFindings', [
  9,
  NAMESPACE,
  'GetFindings',
  { http: ['POST', '/findings', 200] },
  () => [3, NAMESPACE, 'GetFindingsRequest', 0, ['Filters', 'MaxResults'], [DOCUMENT, 1]],
  () => [3, NAMESPACE, 'GetFindingsResponse', 0, ['Findings'], [DOCUMENTS], 1],
]);
