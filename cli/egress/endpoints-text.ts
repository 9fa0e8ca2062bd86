import { table } from '../terminal.ts';
import type { Endpoint } from './endpoints.ts';

/** How the hosts can be printed, beside `json`. */
export const FORMATS: Readonly<Record<string, (endpoints: readonly Endpoint[]) => string>> = {
  text: (endpoints) =>
    table([['HOST', 'FOR', 'WHAT'], ...endpoints.map((each) => [each.host, each.for.join(', '), each.why])]),
  /** For `acl … dstdomain "file"` and `acl … ssl::server_name "file"`, one name a line. */
  squid: (endpoints) => endpoints.map(({ host }) => host).join('\n'),
  /** For a URL list, one name a line: without an asterisk it means this host alone. */
  netskope: (endpoints) => endpoints.map(({ host }) => host).join('\n'),
  noproxy: (endpoints) => `NO_PROXY=${endpoints.map(({ host }) => host).join(',')}`,
};
