import type { X509Certificate } from 'node:crypto';
import { nameOf } from './certificates.ts';
import { sameTop, topOf, trusts } from './chain.ts';

/** What can be said of the way to a host. */
export type Verdict =
  | 'direct'
  | 'spliced'
  | 're-signed-trusted'
  | 're-signed-untrusted'
  | 'blocked-by-policy'
  | 'proxy-distrusts-origin'
  | 'proxy-wants-login'
  | 'proxy-down'
  | 'not-resolvable'
  | 'bundle-unusable';

/** Those with which everything works. */
export const FINE: ReadonlySet<Verdict> = new Set(['direct', 'spliced', 're-signed-trusted']);

/** A status and headers, names in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What was seen on the way to a host. Nothing of it was decided by names such as those of vendors. */
export interface Observation {
  readonly host: string;
  readonly port: number;
  /** The proxy's URL without its password; absent where none is in between that is known of. */
  readonly proxy?: string;
  /** Where it ended before there was TLS with the host, with the code that Node or OpenSSL has for it. */
  readonly failure?: { readonly at: 'proxy' | 'host'; readonly code: string; readonly says: string };
  /** The proxy's answer to CONNECT. */
  readonly connect?: Answer;
  /** Who the host claims to be, the leaf first, and whether the bundle in force believes it. */
  readonly tls?: {
    readonly chain: readonly X509Certificate[];
    readonly authorized: boolean;
    readonly error?: string;
  };
  /** The answer to a GET inside of TLS. */
  readonly answer?: Answer;
  /** Under which chain the proxy speaks for a name that cannot exist. */
  readonly inspector?: readonly X509Certificate[];
  /** The connection went to this machine or a private network. */
  readonly isNear?: boolean;
  /** Whether the host is one of AWS's own names, whose certificates are public. */
  readonly isAws?: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** What was found, one line. */
  readonly says: string;
  /** What to do about it. */
  readonly next: string;
}

const NOTHING = 'Nothing to do.';

const header = (answer: Answer | undefined, name: string): string => String(answer?.headers[name] ?? '');

/** Squid names its error in a header of the page. https://wiki.squid-cache.org/Features/CustomErrors */
const squidError = (answer: Answer | undefined): string =>
  header(answer, 'x-squid-error').split(' ')[0] ?? '';

const blocked = ({ host, port }: Observation, says: string): Judgement => ({
  verdict: 'blocked-by-policy',
  says,
  next: `Have ${host}, port ${port}, allowed in the proxy or firewall by exactly this name.`,
});

const proxyDown = (says: string, next: string): Judgement => ({ verdict: 'proxy-down', says, next });

const unresolvable = (says: string, next: string): Judgement => ({ verdict: 'not-resolvable', says, next });

const distrusted = ({ host }: Observation): Judgement => ({
  verdict: 'proxy-distrusts-origin',
  says: 'the proxy does not trust the certificate that the host shows to it',
  next: `Have the roots of the proxy updated (Squid: tls_outgoing_options cafile=…) for ${host}. Nobody should allow all certificate errors there: the proxy would then vouch for anyone.`,
});

/** What a page of the proxy itself says, whether it comes instead of the tunnel or inside of it. */
const ofPage = (seen: Observation, answer: Answer | undefined): Judgement | undefined => {
  const error = squidError(answer);
  const page = `the proxy answers ${answer?.status ?? ''} ${error}`.trim();
  if (error === 'ERR_ACCESS_DENIED') return blocked(seen, page);
  if (error.startsWith('ERR_SECURE_')) return distrusted(seen);
  if (error === 'ERR_DNS_FAIL')
    return unresolvable(
      `${page}: it cannot resolve ${seen.host}`,
      'Check the name, and the DNS of the proxy.',
    );
  if (error === 'ERR_CACHE_ACCESS_DENIED') return wantsLogin(seen);
  return error.startsWith('ERR_')
    ? proxyDown(
        `${page}: it cannot reach ${seen.host}`,
        'Ask for the way out of the proxy: firewall and routes.',
      )
    : undefined;
};

const wantsLogin = ({ proxy = '' }: Observation): Judgement => ({
  verdict: 'proxy-wants-login',
  says: `the proxy ${proxy} wants a name and password`,
  next: 'Write them into HTTPS_PROXY as http://NAME:PASSWORD@HOST:PORT, special characters percent-encoded, or have this machine let through without.',
});

const WRONG_SCHEME = /EPROTO|WRONG_VERSION|HTTP_REQUEST|PACKET_LENGTH/;

const ofProxyFailure = ({ proxy = '', failure }: Observation): Judgement => {
  const { code = '', says = '' } = failure ?? {};
  if (proxy.startsWith('https:') && (WRONG_SCHEME.test(code) || WRONG_SCHEME.test(says)))
    return proxyDown(
      `the proxy ${proxy} does not speak TLS: the scheme of its URL is wrong`,
      `Write ${proxy.replace('https:', 'http:')}: the scheme says how the proxy itself is spoken to, not what goes through it.`,
    );
  if (proxy.startsWith('http:') && /ECONNRESET|HPE_|EPIPE/.test(code))
    return proxyDown(
      `the proxy ${proxy} hangs up, or speaks TLS itself (${code})`,
      `Check its address; if it speaks TLS, write ${proxy.replace('http:', 'https:')}.`,
    );
  return proxyDown(
    `the proxy ${proxy} cannot be reached (${code})`,
    'Check its name and port in --proxy or HTTPS_PROXY, and whether this machine is in the network that it serves.',
  );
};

const NAMELESS = /^(ENOTFOUND|EAI_)/;

const ofFailure = (seen: Observation): Judgement => {
  const { at, code = '' } = seen.failure ?? {};
  if (at === 'proxy') return ofProxyFailure(seen);
  if (NAMELESS.test(code))
    return unresolvable(
      `${seen.host} cannot be resolved without a proxy (${code})`,
      'If this network goes out by a proxy, name it: --proxy http://HOST:PORT or HTTPS_PROXY. Else check the name and the DNS.',
    );
  const how = seen.proxy ? 'through the proxy' : 'without a proxy';
  return blocked(seen, `${seen.host} cannot be reached ${how} (${code})`);
};

const ofConnect = (seen: Observation, connect: Answer): Judgement | undefined => {
  if (connect.status >= 200 && connect.status < 300) return undefined;
  if (connect.status === 407) return wantsLogin(seen);
  const page = ofPage(seen, connect);
  if (page) return page;
  const says = `the proxy answers CONNECT with ${connect.status}`;
  return connect.status < 500
    ? blocked(seen, says)
    : proxyDown(says, 'Ask for the way out of the proxy: firewall, routes and DNS.');
};

/** AWS's services never answer with a page that does not bear the id of a request. */
const isBlockPage = ({ isAws }: Observation, answer: Answer | undefined): boolean =>
  isAws === true &&
  (answer?.status === 403 || answer?.status === 451) &&
  header(answer, 'content-type').includes('html') &&
  !Object.keys(answer.headers).some((name) => /^x-am(zn?|zn)-/.test(name));

/**
 * A chain that ends at no public root was signed anew by somebody in between, unless the way shows that it is the host's
 * own: nothing in between on a near network, or a proxy that signs under another authority.
 */
const isOwn = (seen: Observation, chain: readonly X509Certificate[]): boolean => {
  if (header(seen.answer, 'via') !== '' && seen.proxy) return false;
  if (seen.proxy) return seen.inspector !== undefined && !sameTop(chain, seen.inspector);
  return seen.isNear === true;
};

const untrusted = (seen: Observation, signer: string, isTheirs: boolean): Judgement => {
  const { host, tls } = seen;
  const root = topOf(tls?.chain ?? []);
  const code = tls?.error ?? '';
  if (isTheirs)
    return {
      verdict: 're-signed-untrusted',
      says: `not re-signed by the proxy, but signed by ${signer}, which the bundle in force does not trust (${code})`,
      next: `Add the root ${nameOf(root?.issuer ?? '')} of ${host}: npx --no -- drawbridge egress bundle --add ROOT.pem`,
    };
  return {
    verdict: 're-signed-untrusted',
    says: `re-signed by ${signer}, which the bundle in force does not trust (${code})`,
    next: `Get the root certificate ${nameOf(root?.issuer ?? '')} from your network team, not an intermediate one, and add it: npx --no -- drawbridge egress bundle --add ROOT.pem`,
  };
};

const ofPublic = (seen: Observation, signer: string): Judgement => {
  const { authorized = false, error = '' } = seen.tls ?? {};
  if (authorized)
    return {
      verdict: seen.proxy ? 'spliced' : 'direct',
      says: `${seen.proxy ? 'through the proxy, not decrypted' : 'without a proxy'}, signed by ${signer}`,
      next: NOTHING,
    };
  return /ALTNAME|HOSTNAME/.test(error)
    ? blocked(seen, `somebody else answers for ${seen.host} (${error})`)
    : blocked(seen, `the certificate does not hold (${error}); check the clock of this machine first`);
};

const ofTls = (seen: Observation, roots: readonly X509Certificate[]): Judgement => {
  const { chain = [], authorized = false } = seen.tls ?? {};
  const signer = nameOf(chain[0]?.issuer ?? '');
  if (trusts(roots, chain)) return ofPublic(seen, signer);
  const page = ofPage(seen, seen.answer);
  if (page) return page;
  if (isBlockPage(seen, seen.answer))
    return blocked(
      seen,
      `a block page (${seen.answer?.status}), signed by ${signer}, comes instead of an answer`,
    );
  const own = isOwn(seen, chain);
  if (!authorized) return untrusted(seen, signer, own);
  if (own) return ofPublic(seen, signer);
  return { verdict: 're-signed-trusted', says: `re-signed by ${signer}, which is trusted`, next: NOTHING };
};

/** Judges the way to a host. `roots` are the public ones: whatever ends elsewhere was signed anew on the way. */
export const judge = (seen: Observation, roots: readonly X509Certificate[]): Judgement => {
  if (seen.failure) return ofFailure(seen);
  const refused = seen.connect && ofConnect(seen, seen.connect);
  return refused ?? ofTls(seen, roots);
};
