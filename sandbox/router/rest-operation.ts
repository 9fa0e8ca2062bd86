import type { Request } from './http.ts';

/** An operation of a service that is told by method and path, as CloudTrail names it, and what of the path it is about. */
export interface RestOperation {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

type Row = readonly [method: string, path: RegExp, name: string];

/** The operations whose events matter; all others go by method and path. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  elasticfilesystem: [
    ['PUT', /^\/2015-02-01\/file-systems\/(?<fileSystemId>[^/]+)\/policy$/, 'PutFileSystemPolicy'],
    ['DELETE', /^\/2015-02-01\/file-systems\/(?<fileSystemId>[^/]+)\/policy$/, 'DeleteFileSystemPolicy'],
    ['DELETE', /^\/2015-02-01\/file-systems\/(?<fileSystemId>[^/]+)$/, 'DeleteFileSystem'],
  ],
  es: [
    ['POST', /^\/2021-01-01\/opensearch\/domain$/, 'CreateDomain'],
    ['POST', /^\/2021-01-01\/opensearch\/domain\/(?<domainName>[^/]+)\/config$/, 'UpdateDomainConfig'],
    ['DELETE', /^\/2021-01-01\/opensearch\/domain\/(?<domainName>[^/]+)$/, 'DeleteDomain'],
  ],
  lambda: [
    ['POST', /^\/2015-03-31\/functions\/(?<functionName>[^/]+)\/policy$/, 'AddPermission20150331v2'],
    [
      'DELETE',
      /^\/2015-03-31\/functions\/(?<functionName>[^/]+)\/policy\/(?<statementId>[^/]+)$/,
      'RemovePermission20150331v2',
    ],
    ['DELETE', /^\/2015-03-31\/functions\/(?<functionName>[^/]+)$/, 'DeleteFunction20150331'],
    [
      'POST',
      /^\/2018-10-31\/layers\/(?<layerName>[^/]+)\/versions\/(?<versionNumber>\d+)\/policy$/,
      'AddLayerVersionPermission20181031',
    ],
    [
      'DELETE',
      /^\/2018-10-31\/layers\/(?<layerName>[^/]+)\/versions\/(?<versionNumber>\d+)\/policy\/(?<statementId>[^/]+)$/,
      'RemoveLayerVersionPermission20181031',
    ],
    [
      'DELETE',
      /^\/2018-10-31\/layers\/(?<layerName>[^/]+)\/versions\/(?<versionNumber>\d+)$/,
      'DeleteLayerVersion20181031',
    ],
  ],
};

/** Undefined where the operation is none of those that are told apart. */
export const restOperation = (service: string, { method, url }: Request): RestOperation | undefined => {
  for (const [wanted, path, name] of ROWS[service] ?? []) {
    const found = wanted === method ? path.exec(decodeURIComponent(url.pathname)) : null;
    if (found) return { name, parameters: { ...found.groups } };
  }
  return undefined;
};
