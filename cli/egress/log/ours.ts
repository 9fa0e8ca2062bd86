import { DEFAULT_POLICY, type Policy } from '../../../lambdas/core/base/policy.ts';
import { workloadsOf } from '../../../lib/policy/workloads.ts';
import { endpointsOf } from '../endpoints.ts';

const REGION = /\.?\b([a-z]{2,4}(?:-[a-z]+)+-\d)\./;
const ACCOUNT = /(?:^|-)(\d{12})(?=[.-])/;
const ELSEWHERE = 'us-east-1';

/** With all that may be deployed, since the log does not say what is. */
const EVERYTHING: Policy = {
  ...DEFAULT_POLICY,
  templates: { any: { scan: { samplingPercentage: 100, maxGigabytes: 1 } } },
  workloads: workloadsOf({}),
};

/** Says of a host whether Drawbridge needs it, in whatever region and account. */
export const createOurs = () => {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  const hosts = (region: string, account: string): Promise<ReadonlySet<string>> => {
    const key = `${region} ${account}`;
    const found =
      known.get(key) ??
      endpointsOf({ region, account, policy: EVERYTHING, signIn: region }).then(
        (endpoints) => new Set(endpoints.map(({ host }) => host)),
      );
    known.set(key, found);
    return found;
  };
  return async (host: string): Promise<boolean> => {
    const region = REGION.exec(host)?.[1] ?? ELSEWHERE;
    return (await hosts(region, ACCOUNT.exec(host)?.[1] ?? '123456789012')).has(host);
  };
};
