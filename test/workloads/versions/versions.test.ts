import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apk } from '../../../lambdas/core/workloads/versions/apk.ts';
import { composer } from '../../../lambdas/core/workloads/versions/composer.ts';
import { deb } from '../../../lambdas/core/workloads/versions/deb.ts';
import { gem } from '../../../lambdas/core/workloads/versions/gem.ts';
import { maven } from '../../../lambdas/core/workloads/versions/maven.ts';
import { pep440 } from '../../../lambdas/core/workloads/versions/pep440.ts';
import { rpm } from '../../../lambdas/core/workloads/versions/rpm.ts';
import { semver } from '../../../lambdas/core/workloads/versions/semver.ts';
import { hasTool } from '../disks/compare.ts';

const ORDERS = { apk, composer, deb, gem, maven, pep440, rpm, semver } as const;
const NAMES = Object.keys(ORDERS) as (keyof typeof ORDERS)[];
const SIGNS = { '<': -1, '=': 0, '>': 1 } as const;

interface Row {
  readonly one: string;
  readonly sign: keyof typeof SIGNS;
  readonly other: string;
}

/** What `record.sh` wrote: a pair and the tool's word a line. */
const recorded = (name: string): Row[] =>
  readFileSync(new URL(`${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, one, sign, other] = /^([^#\s]\S*) ([<=>]) (\S+)$/.exec(line) ?? [];
      return one && sign && other ? [{ one, sign: sign as Row['sign'], other }] : [];
    });

describe('versions are ordered as by the tool of', () => {
  test.for(NAMES)('%s', (name) => {
    const rows = recorded(name);
    expect(rows.length).toBeGreaterThan(25);
    const wrong = rows.filter(({ one, sign, other }) => Math.sign(ORDERS[name](one, other)) !== SIGNS[sign]);
    expect(wrong.map(({ one, sign, other }) => `${one} ${sign} ${other}`)).toEqual([]);
  });
});

const part = fc.stringMatching(/^[0-9a-z.+~^_-]{0,6}$/);
const debian = fc.stringMatching(/^(?:[0-9]{1,2}:)?[0-9][0-9a-z.+~]{0,8}(?:-[0-9a-z.+~]{1,5})?$/);

/** What is no version at all has no place in an order: Maven's own is none for such texts. */
const version = fc.stringMatching(
  /^[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}(?:-(?:alpha|beta|rc|snapshot|sp|jre|[0-9]{1,2})(?:-?[0-9]{1,2})?)?$/,
);

describe('an order is one:', () => {
  test.for(NAMES)('%s', (name) => {
    const order = ORDERS[name];
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(Math.sign(order(a, b)) + Math.sign(order(b, a))).toBe(0);
        expect(order(a, a)).toBe(0);
      }),
      { numRuns: 2000 },
    );
    const some = name === 'maven' ? version : part;
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});

if (!hasTool('dpkg')) process.stderr.write('SKIPPED: no dpkg here to ask\n');

test.skipIf(!hasTool('dpkg'))('dpkg itself says the same', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(debian, debian), { minLength: 40, maxLength: 40 }), (pairs) => {
      const script = pairs
        .map(
          ([a, b]) =>
            `dpkg --compare-versions '${a}' lt '${b}' 2>/dev/null && echo '<' || { dpkg --compare-versions '${a}' gt '${b}' 2>/dev/null && echo '>' || echo =; }`,
        )
        .join('\n');
      const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
      const ours = pairs.map(([a, b]) => '<=>'[Math.sign(deb(a, b)) + 1]);
      expect(ours).toEqual(said);
    }),
    { numRuns: 5 },
  );
});
