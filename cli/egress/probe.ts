import { X509Certificate } from 'node:crypto';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import ipaddr from 'ipaddr.js';
import { trusts } from './chain.ts';
import { shown } from './proxy.ts';
import { publicRoots } from './public-roots.ts';
import type { Answer, Observation } from './verdict.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface Way {
  readonly proxy?: URL | undefined;
  readonly context: SecureContext;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** RFC 6761: a name that nobody can have, by which a proxy that inspects shows its own authority. */
export const NOBODY = 'drawbridge-egress-check.invalid';

const AWS = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn)$/;

type Failure = NonNullable<Observation['failure']>;

const failureAt = (at: Failure['at'], error: NodeJS.ErrnoException): Failure => ({
  at,
  code: error.code ?? 'ETIMEDOUT',
  says: error.message,
});

const answerOf = ({ statusCode = 0, headers }: IncomingMessage): Answer => ({ status: statusCode, headers });

/** Ends with the event that answers, with an error, or after the time. */
const settled = <T>(
  emitter: Socket | ClientRequest,
  timeoutMs: number,
  events: (done: (value: T) => void) => void,
): Promise<T> =>
  new Promise((done, failed) => {
    const late = Object.assign(new Error(`no answer within ${timeoutMs / 1000} s`), { code: 'ETIMEDOUT' });
    const timer = setTimeout(() => emitter.destroy(late), timeoutMs);
    const after =
      <V>(next: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        next(value);
      };
    emitter.once('error', after(failed));
    emitter.once(
      'close',
      after(() => failed(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }))),
    );
    events(after(done));
  });

const authorization = ({ username, password }: URL): Record<string, string> => {
  if (username === '' && password === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` };
};

/** The proxy's answer to CONNECT, and the tunnel. */
const tunnel = ({ host, port }: Target, proxy: URL, { context, timeoutMs = TIMEOUT_MS }: Way) => {
  const name = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const options = {
    method: 'CONNECT',
    host: proxy.hostname.replaceAll(/[[\]]/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    path: name,
    headers: { host: name, ...authorization(proxy) },
    agent: false,
    setHost: false,
    secureContext: context,
  } as const;
  const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)(options);
  const result = settled<{ answer: Answer; socket: Socket }>(request, timeoutMs, (done) => {
    request.once('connect', (response, socket) =>
      done({ answer: answerOf(response), socket: socket as Socket }),
    );
    // A server that does not know CONNECT answers it as any other request.
    request.once('response', (response) => done({ answer: answerOf(response), socket: response.socket }));
  });
  request.end();
  return result;
};

const direct = ({ host, port }: Target, timeoutMs: number): Promise<Socket> => {
  const socket = connectTcp({ host, port });
  return settled(socket, timeoutMs, (done) => socket.once('connect', () => done(socket)));
};

const secured = (
  host: string,
  { context, timeoutMs = TIMEOUT_MS }: Way,
  socket: Socket,
): Promise<TLSSocket> => {
  const servername = isIP(host) ? {} : { servername: host };
  // Who is there is what is asked, and no credential is sent; whether to believe it is judged afterwards.
  const tls = connectTls({ socket, host, ...servername, secureContext: context, rejectUnauthorized: false });
  return settled(tls, timeoutMs, (done) => tls.once('secureConnect', () => done(tls)));
};

const chainOf = (tls: TLSSocket): readonly X509Certificate[] => {
  const chain: X509Certificate[] = [];
  let current: DetailedPeerCertificate | undefined = tls.getPeerCertificate(true);
  for (
    const seen = new Set<string>();
    current?.raw && !seen.has(current.fingerprint256);
    current = current.issuerCertificate
  ) {
    seen.add(current.fingerprint256);
    chain.push(new X509Certificate(current.raw));
  }
  return chain;
};

const got = (tls: TLSSocket, { host, port }: Target, timeoutMs: number): Promise<Answer> => {
  const headers = { host: port === 443 ? host : `${host}:${port}`, 'user-agent': 'drawbridge' };
  const request = httpRequest({
    createConnection: () => tls,
    path: '/',
    headers,
    setHost: false,
  });
  const result = settled<Answer>(request, timeoutMs, (done) =>
    request.once('response', (response) => done(answerOf(response))),
  );
  request.end();
  return result;
};

const isNear = (host: string, address = ''): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range === 'loopback' || (!AWS.test(host) && (range === 'private' || range === 'uniqueLocal'));
};

const throughTls = async (target: Target, way: Way, socket: Socket): Promise<Partial<Observation>> => {
  const tls = await secured(target.host, way, socket);
  const chain = chainOf(tls);
  const error = tls.authorizationError as unknown;
  const answer = await got(tls, target, way.timeoutMs ?? TIMEOUT_MS).catch(() => undefined);
  tls.destroy();
  const said = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : error;
  return {
    tls: { chain, authorized: tls.authorized, ...(said ? { error: String(said) } : {}) },
    ...(answer && { answer }),
  };
};

/** Under which chain the proxy answers for a name that nobody has: its own, if it inspects. */
const inspectorOf = async (proxy: URL, way: Way): Promise<Partial<Observation>> => {
  try {
    const { answer, socket } = await tunnel({ host: NOBODY, port: 443 }, proxy, way);
    if (answer.status !== 200) {
      socket.destroy();
      return {};
    }
    const tls = await secured(NOBODY, way, socket);
    const inspector = chainOf(tls);
    tls.destroy();
    return { inspector };
  } catch {
    return {};
  }
};

/** Whether only another question can tell a host's own authority from the proxy's. */
const isDoubtful = ({ tls, answer }: Partial<Observation>): boolean =>
  tls !== undefined && !answer?.headers['via'] && !trusts(publicRoots(), tls.chain);

const throughProxy = async (target: Target, proxy: URL, way: Way): Promise<Partial<Observation>> => {
  const begun = { proxy: shown(proxy) };
  let reached: Awaited<ReturnType<typeof tunnel>>;
  try {
    reached = await tunnel(target, proxy, way);
  } catch (error) {
    return { ...begun, failure: failureAt('proxy', error as Error) };
  }
  const { answer: connect, socket } = reached;
  if (connect.status < 200 || connect.status >= 300) {
    socket.destroy();
    return { ...begun, connect };
  }
  try {
    const seen = await throughTls(target, way, socket);
    return { ...begun, connect, ...seen, ...(isDoubtful(seen) && (await inspectorOf(proxy, way))) };
  } catch (error) {
    socket.destroy();
    return { ...begun, connect, failure: failureAt('host', error as Error) };
  }
};

const directly = async (target: Target, way: Way): Promise<Partial<Observation>> => {
  let socket: Socket | undefined;
  try {
    socket = await direct(target, way.timeoutMs ?? TIMEOUT_MS);
    const near = isNear(target.host, socket.remoteAddress);
    return { isNear: near, ...(await throughTls(target, way, socket)) };
  } catch (error) {
    socket?.destroy();
    return { failure: failureAt('host', error as Error) };
  }
};

/**
 * Goes to a host as a client would: CONNECT where there is a proxy, TLS, one GET without any credential. Never throws: what
 * fails on the way is what was to be found out.
 */
export const probe = async (target: Target, way: Way): Promise<Observation> => ({
  ...target,
  isAws: AWS.test(target.host),
  ...(way.proxy ? await throughProxy(target, way.proxy, way) : await directly(target, way)),
});
