import { X509Certificate } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { trusts } from '../../../cli/egress/chain.ts';
import { judge, type Observation } from '../../../cli/egress/verdict.ts';
import { makePki } from '../../support/pki.ts';

const pki = makePki(['sts.eu-west-1.amazonaws.com']);
afterAll(() => pki.end());
const [corpRoot, issuing, originRoot, origin] = ['corp-root', 'corp-issuing', 'origin-root', 'origin'].map(
  (name) => new X509Certificate(pki.text(`${name}.pem`)),
) as [X509Certificate, X509Certificate, X509Certificate, X509Certificate];

const host = 'sts.eu-west-1.amazonaws.com';
const proxy = 'http://proxy.example.com:3128';
const connect = { status: 200, headers: {} };
/** The origin's root plays the public one, unless said otherwise. */
const PUBLIC = [originRoot];
const bumped = [issuing, corpRoot];
const tls = (authorized: boolean, chain = bumped, error = 'SELF_SIGNED_CERT_IN_CHAIN') => ({
  chain,
  authorized,
  ...(!authorized && { error }),
});
const page = (status: number, error: string) => ({ status, headers: { 'x-squid-error': `${error} 0` } });

const judged = (seen: Partial<Observation>, roots = PUBLIC) => judge({ host, port: 443, ...seen }, roots);

describe('the verdict is', () => {
  test.for<[string, string, Partial<Observation>]>([
    ['direct', 'a public chain without a proxy', { tls: tls(true, [origin, originRoot]) }],
    ['spliced', 'a public chain through a proxy', { proxy, connect, tls: tls(true, [origin, originRoot]) }],
    ['spliced', 'a public chain whose root was not sent', { proxy, connect, tls: tls(true, [origin]) }],
    ['re-signed-trusted', "the company's chain, trusted", { proxy, connect, tls: tls(true) }],
    ['re-signed-trusted', "the company's chain without any known proxy", { tls: tls(true) }],
    ['re-signed-untrusted', "the company's chain, not trusted", { proxy, connect, tls: tls(false) }],
    [
      'blocked-by-policy',
      'a page of Squid inside of trusted TLS',
      { proxy, connect, tls: tls(true), answer: page(403, 'ERR_ACCESS_DENIED') },
    ],
    [
      'blocked-by-policy',
      'a page of Squid inside of TLS that is not trusted',
      { proxy, connect, tls: tls(false), answer: page(403, 'ERR_ACCESS_DENIED') },
    ],
    ['blocked-by-policy', 'CONNECT refused', { proxy, connect: page(403, 'ERR_ACCESS_DENIED') }],
    ['blocked-by-policy', 'CONNECT refused without a word', { proxy, connect: { status: 403, headers: {} } }],
    [
      'blocked-by-policy',
      'a block page in place of AWS',
      { isAws: true, tls: tls(true), answer: { status: 403, headers: { 'content-type': 'text/html' } } },
    ],
    [
      'blocked-by-policy',
      'a firewall that lets nothing out directly',
      { failure: { at: 'host', code: 'ETIMEDOUT', says: '' } },
    ],
    [
      'blocked-by-policy',
      'a tunnel that is cut',
      { proxy, connect, failure: { at: 'host', code: 'ECONNRESET', says: '' } },
    ],
    [
      'proxy-distrusts-origin',
      'the page of Squid that says so',
      { proxy, connect, tls: tls(true), answer: page(503, 'ERR_SECURE_CONNECT_FAIL') },
    ],
    ['proxy-wants-login', '407', { proxy, connect: { status: 407, headers: {} } }],
    [
      'proxy-down',
      'a proxy that refuses',
      { proxy, failure: { at: 'proxy', code: 'ECONNREFUSED', says: '' } },
    ],
    [
      'proxy-down',
      'a proxy without an address',
      { proxy, failure: { at: 'proxy', code: 'ENOTFOUND', says: '' } },
    ],
    ['proxy-down', 'a proxy that has no way out', { proxy, connect: page(503, 'ERR_CONNECT_FAIL') }],
    ['not-resolvable', 'no proxy and no name', { failure: { at: 'host', code: 'ENOTFOUND', says: '' } }],
    ['not-resolvable', 'a name that the proxy does not know', { proxy, connect: page(503, 'ERR_DNS_FAIL') }],
  ])('%s: %s', ([verdict, , seen]) => {
    const { verdict: found, next, says } = judged(seen);
    expect(found).toBe(verdict);
    expect(next).not.toBe('');
    expect(says).not.toBe('');
  });

  test('re-signed-trusted where AWS itself answers 403, with the id of a request', () => {
    const answer = { status: 403, headers: { 'content-type': 'text/html', 'x-amzn-requestid': '1' } };
    expect(judged({ isAws: true, tls: tls(true), answer }).verdict).toBe('re-signed-trusted');
  });
  test('spliced where the proxy signs under another authority than the host has', () => {
    const seen = { proxy, connect, tls: tls(true, [origin, originRoot]), inspector: bumped };
    expect(judged(seen, []).verdict).toBe('spliced');
    expect(judged({ ...seen, inspector: [origin, originRoot] }, []).verdict).toBe('re-signed-trusted');
    expect(judged({ ...seen, answer: { status: 200, headers: { via: '1.1 proxy' } } }, []).verdict).toBe(
      're-signed-trusted',
    );
  });
  test('direct where nothing can be in between', () => {
    expect(judged({ isNear: true, tls: tls(true) }).verdict).toBe('direct');
    expect(judged({ isNear: true, tls: tls(false) }).verdict).toBe('re-signed-untrusted');
  });
  test('explained where the scheme of the proxy is wrong', () => {
    const failure = { at: 'proxy', code: 'EPROTO', says: 'wrong version number' } as const;
    const { verdict, next } = judged({ proxy: 'https://proxy.example.com:3128', failure });
    expect({ verdict, next }).toEqual({
      verdict: 'proxy-down',
      next: expect.stringContaining('http://proxy.example.com:3128'),
    });
  });
  test('never an advice to switch verification off, or for more than this name', () => {
    const { next } = judged({ proxy, connect: { status: 403, headers: {} } });
    expect(next).toContain(host);
    expect(next).not.toContain('*');
  });
});

describe('a chain', () => {
  test.for<[boolean, string, X509Certificate[], X509Certificate[]]>([
    [true, 'is trusted with its root', [corpRoot], [issuing, corpRoot]],
    [true, 'is trusted with its root, which was not sent', [corpRoot], [issuing]],
    [true, 'is trusted with an intermediate and its root in the bundle', [corpRoot, issuing], [issuing]],
    [false, 'is not trusted with the intermediate alone', [issuing], [issuing, corpRoot]],
    [false, 'is not trusted with another root', [originRoot], [issuing, corpRoot]],
    [false, 'is not trusted for being sent whole', [], [origin, originRoot]],
    [false, 'that is none is not trusted', [corpRoot], []],
  ])('%s: %s', ([expected, , anchors, chain]) => {
    expect(trusts(anchors, chain)).toBe(expected);
  });
});
