/** How a flow went: through the inspection, past it, or refused. */
export type Way = 'tunnelled' | 'direct';

/** Why a flow failed, as far as the log says. */
export type Failure =
  /** The client does not believe who signed, or pins. */
  | 'not-believed'
  /** Nothing came after the tunnel: most likely the same. */
  | 'silent'
  | 'denied'
  | 'proxy-distrusts-origin'
  | 'proxy-cannot-reach';

/** One line of a log, as far as it tells of a host. */
export interface Flow {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly host: string;
  readonly way: Way;
  readonly process?: string;
  readonly failure?: Failure;
  /** Of a proxy's log: the client, and whether this is a request inside of a tunnel. */
  readonly client?: string;
  readonly isInner?: true;
  /** The line says by itself whether the flow failed. */
  readonly isSure?: true;
}

const TIME = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})\d* /;
/** Line numbers vary by version; what ends in the middle of the host has lost the comma. */
const BYPASSED =
  /\bbypassAppMgr\.cpp:\d+ .*?bypassing flow to exception host: ([^,\s]+), process: (.+?), Dest IP:/;
const TUNNELLED =
  /\btunnel\.cpp:\d+ .*?Tunneling flow from addr: [^,]+, process: (.+?) to host: ([^,\s]+), addr:/;

/** Times of the client's log are those of its machine. */
const timeOf = (line: string): number | undefined => {
  const [, year, month, day, hour, minute, second, milli] = (TIME.exec(line) ?? []).map(Number);
  return year === undefined
    ? undefined
    : new Date(year, (month ?? 1) - 1, day, hour, minute, second, milli).getTime();
};

/** A line of the Netskope client's `nsdebuglog.log`; undefined for one that tells of no flow to a host. */
export const netskopeFlow = (line: string): Flow | undefined => {
  if (!line.includes(' host: ')) return undefined;
  const time = timeOf(line);
  if (time === undefined) return undefined;
  const [, bypassed, bypassing] = BYPASSED.exec(line) ?? [];
  if (bypassed) return { time, host: bypassed.toLowerCase(), way: 'direct', process: bypassing ?? '' };
  const [, tunnelling, tunnelled] = TUNNELLED.exec(line) ?? [];
  return tunnelled
    ? { time, host: tunnelled.toLowerCase(), way: 'tunnelled', process: tunnelling ?? '' }
    : undefined;
};

const SQUID = /^\s*(\d{9,}\.\d{3})\s+-?\d+ (\S+) ([A-Z_]+)\/(\d{3}) \d+ ([A-Z]+) (\S+)(.*)$/;

const failureOf = (result: string, status: string, error: string | undefined): Failure | undefined => {
  if (error?.startsWith('ERR_SECURE_ACCEPT_FAIL')) return 'not-believed';
  if (result.includes('DENIED') || error?.startsWith('ERR_ACCESS_DENIED')) return 'denied';
  if (error?.startsWith('ERR_SECURE_CONNECT_FAIL')) return 'proxy-distrusts-origin';
  if (error && /^ERR_(DNS_FAIL|CONNECT_FAIL|CANNOT_FORWARD|READ_TIMEOUT)/.test(error))
    return 'proxy-cannot-reach';
  return status === '503' ? 'proxy-cannot-reach' : undefined;
};

const IP = /^(\d+\.){3}\d+$|^\[/;

const hostIn = (url: string, sni: string | undefined): string | undefined => {
  const found = /^(?:https:\/\/)?(\[[^\]]+\]|[^/:]+)(?::\d+)?(?:\/|$)/.exec(url)?.[1];
  return found && IP.test(found) && sni && sni !== '-' ? sni : found;
};

/** What is asked of TLS: CONNECT, or a request inside of it. */
const kindOf = (method: string, url: string): 'connect' | 'inner' | undefined => {
  if (url.startsWith('error:')) return undefined;
  if (method === 'CONNECT') return 'connect';
  return url.startsWith('https://') ? 'inner' : undefined;
};

/** The fields that operators are asked to add. */
const added = (rest: string) => ({
  sni: / sni=(\S+)/.exec(rest)?.[1],
  error: / err=(\S+)/.exec(rest)?.[1],
  isSplice: / bump=splice\b/.test(rest),
});

/**
 * A line of Squid's `access.log`, in its own format or with ` bump=… sni=… err=…` after it; undefined for one that tells of
 * nothing in TLS.
 */
export const squidFlow = (line: string): Flow | undefined => {
  const found = SQUID.exec(line);
  if (!found) return undefined;
  const [, seconds, client = '', result = '', status = '', method = '', url = '', rest = ''] = found;
  const kind = kindOf(method, url);
  const { sni, error, isSplice } = added(rest);
  const host = hostIn(url, sni);
  if (!kind || !host) return undefined;
  const failure = failureOf(result, status, error);
  return {
    time: Math.round(Number(seconds) * 1000),
    host: host.toLowerCase(),
    client,
    way: isSplice || result === 'TCP_TUNNEL' ? 'direct' : 'tunnelled',
    ...(kind === 'inner' && { isInner: true as const }),
    ...(failure && { failure }),
    ...(error !== undefined && { isSure: true as const }),
  };
};

/** What a line is of, and what it tells; undefined for one of neither log. */
export const flowIn = (
  line: string,
): { readonly log: 'netskope' | 'squid'; readonly flow: Flow | undefined } | undefined => {
  if (TIME.test(line)) return { log: 'netskope', flow: netskopeFlow(line) };
  return SQUID.test(line) ? { log: 'squid', flow: squidFlow(line) } : undefined;
};
