import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../lib/catalogue.ts';

const page = readFileSync('docs/operations.md', 'utf8');

/** What the functions read by, for people who look without changing anything; `*` as IAM wants it where it takes patterns. */
const readingPolicy = () => {
  const permissions = CATALOGUE.flatMap(({ kind }) => [...kind.read, ...(kind.forTags?.read ?? [])]);
  const actions = [
    ...new Set([...permissions.flatMap((permission) => permission.actions), 'cloudformation:DescribeStacks']),
  ].sort();
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
};

test('docs/operations.md has the policy that reading takes, made of what the functions read by', async () => {
  const [before = '', rest = ''] = page.split('<!-- reading -->');
  const [, after = ''] = rest.split('<!-- end of reading -->');
  const block = `<!-- reading -->\n\`\`\`json\n${JSON.stringify(readingPolicy(), null, 2)}\n\`\`\`\n<!-- end of reading -->`;
  await expect(`${before}${block}${after}`).toMatchFileSnapshot('../../docs/operations.md');
});

test('the policies and patterns to paste are JSON, and a managed policy can hold each', () => {
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  for (const json of blocks) expect(JSON.stringify(JSON.parse(json)).length).toBeLessThan(6144);
});

test('the commands of the page exist', () => {
  const known = readFileSync('cli/commands.ts', 'utf8');
  const named = [...page.matchAll(/drawbridge ([a-z]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(5);
  for (const name of new Set(named)) expect(known).toContain(`  ${name}: {`);
});
