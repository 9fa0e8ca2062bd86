import { dnsSuffix } from '../../../lambdas/core/base/partition.ts';

/** What the rules of an SDK client are asked; there is more, which nothing here sets. */
interface Parameters {
  readonly Endpoint?: string | undefined;
  readonly Region?: string | undefined;
  readonly UseFIPS?: boolean | undefined;
}

/** Where a service's host differs from its name. */
const HOSTS: Readonly<Record<string, string>> = { ecr: 'api.ecr' };

/** In the government's regions these are FIPS as they are. */
const FIPS_ANYWAY = new Set(['events', 'logs', 'sns', 'sqs']);

/**
 * What the bundler puts in place of a service's endpoint rules: `AWS_ENDPOINT_URL` if that is set, else the region's.
 * https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
export const regionEndpoint =
  (service: string) =>
  ({ Endpoint, Region = '', UseFIPS = false }: Parameters) => {
    const asked = UseFIPS && !(Region.startsWith('us-gov-') && FIPS_ANYWAY.has(service));
    const host = `${HOSTS[service] ?? service}${asked ? '-fips' : ''}`;
    return {
      url: new URL(Endpoint ?? `https://${host}.${Region}.${dnsSuffix(Region)}`),
      headers: {},
      properties: {},
    };
  };
