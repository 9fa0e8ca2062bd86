import {
  type BatchImportFindingsCommandInput,
  type BatchImportFindingsCommandOutput,
  BatchImportFindingsResponse$,
  type SecurityHubClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-securityhub';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';

const NAMESPACE = 'com.amazonaws.securityhub';
/** Smithy's type of a list of documents: JSON that is passed on as it is. */
const DOCUMENTS = 79;

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

/**
 * The SDK's `BatchImportFindings`, sent by the SDK's client, without the SDK's schema of a finding: that one describes
 * every resource type that AWS has, and was 36 of the publisher's 142 KB (gzip). ASFF is JSON already, so it goes out as
 * it is. A test holds the request against the one that the SDK's own command makes.
 */
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
