import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Static, type-only, re-exporting, side-effect and dynamic imports alike. */
const IMPORT = /\b(?:import|export)\b[^;'"`]*?\bfrom\s*(['"])(.+?)\1|\bimport\s*\(?\s*(['"])(.+?)\3/g;

const imported = (path: string, source: string): string[] =>
  [...source.matchAll(IMPORT)].map(([, , named = '', , bare = '']) => {
    const specifier = named || bare;
    return specifier.startsWith('.') ? posix.join(dirname(path), specifier) : specifier;
  });

const isPure = (path: string): boolean =>
  /^lambdas\/(core\/|resource-types\/[^/]+\/((type|templates|model|event)\.ts$|doors\/))/.test(path);

/** What the pure files of a resource type are made of lies in files beside them, which are then as pure. */
const closure = (sources: ReadonlyMap<string, string>): Set<string> => {
  const pure = new Set([...sources.keys()].filter(isPure));
  for (const path of pure)
    for (const target of imported(path, sources.get(path) ?? ''))
      if (dirname(target) === dirname(path) && sources.has(target)) pure.add(target);
  return pure;
};

const PURE_LIBRARIES = new Set(['ipaddr.js']);

/** The rooms of the core, each of which may use those behind it only. */
const ROOMS = ['sweep', 'remediate', 'statements', 'ledger', 'judge', 'exclusions', 'base'];

const roomOf = (path: string): number =>
  path.startsWith('lambdas/core/') ? ROOMS.indexOf(path.split('/')[2] ?? '') : -1;

const TYPE = /^lambdas\/resource-types\/([^/]+)\//;

const typeOf = (path: string): string | undefined => TYPE.exec(path)?.[1];

interface Law {
  readonly law: string;
  readonly breaks: (from: string, to: string) => boolean;
}

const laws = (sources: ReadonlyMap<string, string>): readonly Law[] => {
  const pure = closure(sources);
  return [
    {
      law: 'the core and what is pure of a resource type import nothing but each other',
      breaks: (from, to) => pure.has(from) && !pure.has(to) && !PURE_LIBRARIES.has(to),
    },
    {
      law: 'what ships never reaches what runs at synth',
      breaks: (_, to) => /^(lib|cli|report|bin|sandbox|test|aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(to),
    },
    {
      law: 'a resource type never imports another',
      breaks: (from, to) =>
        typeOf(from) !== undefined && typeOf(to) !== undefined && typeOf(to) !== typeOf(from),
    },
    {
      law: 'the rooms of the core use those behind them only',
      breaks: (from, to) => roomOf(from) >= 0 && roomOf(to) >= 0 && roomOf(to) < roomOf(from),
    },
    {
      law: 'the readers of disks and packages know no SDK',
      breaks: (from, to) =>
        /^lambdas\/workloads\/(disks|packages)\//.test(from) &&
        /^(@aws-sdk|@smithy|@aws-lambda-powertools)\//.test(to),
    },
  ];
};

const violations = (sources: ReadonlyMap<string, string>): string[] =>
  laws(sources).flatMap(({ law, breaks }) =>
    [...sources].flatMap(([from, source]) =>
      imported(from, source)
        .filter((to) => breaks(from, to))
        .map((to) => `${from} → ${to}: ${law}`),
    ),
  );

const shipped = new Map(
  readdirSync('lambdas', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('lambdas', file))
    .map((path) => [path, readFileSync(path, 'utf8')] as const),
);

test('the functions keep the laws', () => {
  expect(shipped.size).toBeGreaterThan(20);
  expect(violations(shipped)).toEqual([]);
});

describe('the laws catch', () => {
  const PURE = 'the core and what is pure of a resource type import nothing but each other';
  const SHIPPED = 'what ships never reaches what runs at synth';
  const ROOMS_LAW = 'the rooms of the core use those behind them only';
  const APART = 'a resource type never imports another';
  const READERS = 'the readers of disks and packages know no SDK';

  test.for([
    [
      'the SDK in the core',
      'lambdas/core/base/planted.ts',
      "import { EC2Client } from '@aws-sdk/client-ec2';",
      PURE,
    ],
    [
      'the SDK in a reader of disks',
      'lambdas/workloads/disks/planted.ts',
      "import { EBSClient } from '@aws-sdk/client-ebs';",
      READERS,
    ],
    ['a built-in in a type', 'lambdas/resource-types/security-group/type.ts', "import 'node:fs';", PURE],
    [
      'Powertools in templates',
      'lambdas/resource-types/security-group/templates.ts',
      "export { Logger } from '@aws-lambda-powertools/logger';",
      PURE,
    ],
    [
      'an adapter in the core',
      'lambdas/core/base/planted.ts',
      "import type { X } from '../../adapters/ledger.ts';",
      PURE,
    ],
    ['a built-in on first use', 'lambdas/core/base/planted.ts', "const fs = await import('node:fs');", PURE],
    ['several lines', 'lambdas/core/base/planted.ts', "import {\n  one,\n  two,\n} from 'node:path';", PURE],
    [
      'lib in a handler',
      'lambdas/resource-types/security-group/handler.ts',
      "import { BUILD } from '../../../lib/bundle/bundle.ts';",
      SHIPPED,
    ],
    ['CDK in an adapter', 'lambdas/adapters/planted.ts', "import { Fn } from 'aws-cdk-lib/core';", SHIPPED],
    [
      'a neighbour in a reader',
      'lambdas/resource-types/planted/reader.ts',
      "import { key } from '../security-group/model.ts';",
      APART,
    ],
    [
      'a judge that writes to the ledger',
      'lambdas/core/judge/planted.ts',
      "import type { LedgerRecord } from '../ledger/record.ts';",
      ROOMS_LAW,
    ],
  ] as const)('%s', ([, path, source, law]) => {
    const planted = new Map([...shipped, ['lambdas/resource-types/planted/type.ts', ''], [path, source]]);
    const found = violations(planted);
    expect(found.some((violation) => violation.startsWith(path) && violation.endsWith(law))).toBe(true);
  });

  test('what a type imports from beside it', () => {
    const planted = new Map([
      ...shipped,
      ['lambdas/resource-types/planted/type.ts', "import { model } from './model.ts';"],
      ['lambdas/resource-types/planted/model.ts', "import 'node:crypto';"],
    ]);
    expect(violations(planted)).toEqual([`lambdas/resource-types/planted/model.ts → node:crypto: ${PURE}`]);
  });
});

const WITH_CLIENTS = ['cli', 'lambdas', 'lib', 'report', 'bin'];

/** Clients of the SDK that go past the proxy and the company's authority. */
const withoutHttp = (source: string): string[] =>
  [...source.matchAll(/\bnew\s+([A-Z]\w*Client)\s*(?:<[^>]*>)?\s*\(\s*(\w*)/g)].flatMap(
    ([, client = '', first]) => (first === 'awsHttp' ? [] : [client]),
  );

test('every client of the SDK is made with awsHttp', () => {
  const sources = WITH_CLIENTS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [join(folder, file), readFileSync(join(folder, file), 'utf8')] as const),
  );
  const made = sources.filter(([, source]) => source.includes('awsHttp('));
  expect(made.length).toBeGreaterThan(30);
  expect(
    sources.flatMap(([path, source]) => withoutHttp(source).map((client) => `${path}: ${client}`)),
  ).toEqual([]);
});

test.for([
  ['new EC2Client({})', ['EC2Client']],
  ['new EC2Client()', ['EC2Client']],
  ['new EC2Client(\n  connection,\n)', ['EC2Client']],
  ['new EC2Client(awsHttp(connection))', []],
  ['new SNSClient(\n  awsHttp({ maxAttempts: 8 }),\n)', []],
] as const)('a client is found, or made with awsHttp: %s', ([source, found]) => {
  expect(withoutHttp(source)).toEqual(found);
});

test('verification of TLS is never off where a request is made', () => {
  const sources = ['cli', 'lambdas', 'lib', 'sandbox', 'bin'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const off = sources.filter((path) =>
    /rejectUnauthorized: false|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/.test(
      readFileSync(path, 'utf8'),
    ),
  );
  // The one that asks who is there, sends no credential, and judges the answer itself.
  expect(off).toEqual(['cli/egress/probe.ts']);
});
