import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scoreOf } from '../../lambdas/core/workloads/cvss.ts';
import { riskOf, type Weight } from '../../lambdas/core/workloads/risk.ts';
import { severityOf } from '../../lambdas/core/workloads/severity.ts';

const weight = (own: Partial<Weight>): Weight => ({ id: 'CVE-1', kev: false, ...own });
const score = (weights: Weight[], reachable = false): number => riskOf(weights, reachable).score;

describe('the risk', () => {
  test.for([
    ['of nothing', [], false, 0],
    ['of one exploited, in private', [weight({ cvss: 9.8, epss: 0.5, kev: true, vector: 'N' })], false, 24],
    ['of one exploited, reachable', [weight({ cvss: 9.8, epss: 0.5, kev: true, vector: 'N' })], true, 69],
    ['of one that is likely to be, reachable', [weight({ cvss: 9.8, epss: 0.94, vector: 'N' })], true, 92],
    ['of a local one that is exploited', [weight({ cvss: 7.8, epss: 0.2, kev: true, vector: 'L' })], true, 5],
    ['of the same CVE twice', [weight({ cvss: 9.8, kev: true }), weight({ cvss: 9.8, kev: true })], true, 69],
  ] as const)('%s', ([, weights, reachable, wanted]) => {
    expect(score([...weights], reachable)).toBe(wanted);
  });

  const some = fc.record({
    id: fc.constantFrom('CVE-1', 'CVE-2', 'CVE-3'),
    kev: fc.boolean(),
    cvss: fc.integer({ min: 0, max: 100 }).map((n) => n / 10),
    epss: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
    vector: fc.constantFrom('N' as const, 'A' as const, 'L' as const, 'P' as const),
  });

  test('never falls where a vulnerability is added, exploited or reachable', () => {
    fc.assert(
      fc.property(fc.array(some), some, (all, one) => {
        expect(score([...all, one])).toBeGreaterThanOrEqual(score(all));
        expect(score(all, true)).toBeGreaterThanOrEqual(score(all));
        expect(score(all.map((each) => ({ ...each, kev: true })))).toBeGreaterThanOrEqual(score(all));
        expect(score(all, true)).toBeLessThanOrEqual(100);
      }),
    );
  });

  test('shows every term, the largest first', () => {
    const { terms } = riskOf([weight({ id: 'a', cvss: 4 }), weight({ id: 'b', cvss: 10, epss: 0.5 })], false);
    expect(terms).toEqual([
      { id: 'b', impact: 1, probability: 0.5, exposure: 0.35, term: 0.175 },
      { id: 'a', impact: 0.4, probability: 0.01, exposure: 0.35, term: 0.0014 },
    ]);
  });
});

describe('the severity', () => {
  test.for([
    [{ kev: true }, true, 'CRITICAL'],
    [{ kev: true }, false, 'HIGH'],
    [{ kev: false, cvss: 9.8, epss: 0.2 }, false, 'HIGH'],
    [{ kev: false, cvss: 5, epss: 0.9 }, true, 'LOW'],
    [{ kev: false, cvss: 7, epss: 0.02 }, false, 'MEDIUM'],
    [{ kev: false, cvss: 7, epss: 0.002 }, true, 'MEDIUM'],
    [{ kev: false, cvss: 7, epss: 0.002 }, false, 'LOW'],
    [{ kev: false, cvss: 7 }, false, 'MEDIUM'],
    [{ kev: false, rating: 'HIGH' }, false, 'MEDIUM'],
    [{ kev: false }, true, 'LOW'],
  ] as const)('of %j, reachable: %s, is %s', ([weights, reachable, wanted]) => {
    expect(severityOf(weights, reachable)).toBe(wanted);
  });
});

describe('the score of a vector, by the examples of FIRST', () => {
  test.for([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
    ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 7.8],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', undefined],
    ['high', undefined],
  ] as const)('%s is %s', ([vector, wanted]) => {
    expect(scoreOf(vector)?.cvss).toBe(wanted);
  });
});
