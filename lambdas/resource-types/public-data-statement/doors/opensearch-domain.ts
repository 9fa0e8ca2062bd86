import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** OpenSearch and Elasticsearch are one service: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudtrailauditing.html */
export const OPENSEARCH_DOMAIN: Door = {
  name: 'opensearch-domain',
  noun: 'an OpenSearch domain',
  asffType: 'AwsOpenSearchServiceDomain',
  service: 'es',
  path: 'domain/',
  names: /^[a-z][a-z0-9-]{2,27}$/,
  template: {
    id: 'opensearch-domain-with-public-permissions',
    title: 'OpenSearch Domain with Public Permissions',
    why: 'Open search clusters are found by scanners within hours, and their data is copied or held to ransom.',
    severity: 'HIGH',
    controls: ['Opensearch.2'],
    since: '0.2',
  },
  words: wordsOf('es:', { open: /^es:/ }),
  calls: {
    CreateDomain: { wakes: 'opens' },
    UpdateDomainConfig: { wakes: 'both' },
    CreateElasticsearchDomain: { wakes: 'opens' },
    UpdateElasticsearchDomainConfig: { wakes: 'both' },
    DeleteDomain: { wakes: 'closes', deletes: true },
    DeleteElasticsearchDomain: { wakes: 'closes', deletes: true },
    AddTags: { wakes: 'both' },
    RemoveTags: { wakes: 'both' },
  },
  at: ['requestParameters.domainName', 'requestParameters.aRN', 'requestParameters.arn'],
  shows: ['requestParameters.accessPolicies'],
  read: ['DescribeDomainConfig', 'ListTags'],
  fix: ['UpdateDomainConfig'],
  list: ['ListDomainNames'],
  about: (arn) => [arn, `${arn}/*`],
};
