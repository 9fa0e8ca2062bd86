import {
  CreateDomainCommand,
  DeleteDomainCommand,
  DescribeDomainConfigCommand,
  OpenSearchClient,
  UpdateDomainConfigCommand,
} from '@aws-sdk/client-opensearch';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

export const opensearchDomain: MakePolicyDoor = async (config, given) => {
  const es = new OpenSearchClient(config);
  const DomainName = given.slice(-28).replace(/^[^a-z]+/, '');
  const { DomainStatus } = await es.send(new CreateDomainCommand({ DomainName }));
  return {
    template: 'opensearch-domain-with-public-permissions',
    resource: DomainName,
    arn: DomainStatus?.ARN ?? '',
    action: 'es:ESHttpGet',
    service: 'es',
    fixing: 'UpdateDomainConfig',
    put: (document) =>
      es.send(new UpdateDomainConfigCommand({ DomainName, AccessPolicies: JSON.stringify(document) })),
    get: async () => {
      const { DomainConfig } = await es.send(new DescribeDomainConfigCommand({ DomainName }));
      return parsed(DomainConfig?.AccessPolicies?.Options);
    },
    delete: () => es.send(new DeleteDomainCommand({ DomainName })),
  };
};
