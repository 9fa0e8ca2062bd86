import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkPolicy } from '../../../lib/policy/check.ts';
import { policyJsonSchema } from '../../../lib/policy/json-schema.ts';
import { KNOWN } from '../../../lib/policy/load.ts';
import { referenceTable } from '../../../lib/policy/reference.ts';

const schema = policyJsonSchema(KNOWN);
const PAGE = 'docs/policy.md';
const page = readFileSync(PAGE, 'utf8');

test('docs/policy.schema.json is the schema', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../../docs/policy.schema.json',
  );
});

test('docs/policy.md lists every key, in the words of the schema', async () => {
  const [before, after] = [page.split('<!-- keys -->')[0], page.split('<!-- end of keys -->')[1]];
  const whole = `${before}<!-- keys -->\n${referenceTable(schema)}\n<!-- end of keys -->${after}`;
  await expect(whole).toMatchFileSnapshot('../../../docs/policy.md');
});

test('every key says what it is for, and what it may be', () => {
  const [, , ...keys] = referenceTable(schema).split('\n');
  expect(keys.length).toBeGreaterThan(30);
  for (const row of keys) expect(row).toMatch(/^\| `[^`]+` \| [^|]+ \| \S[^|]+\.( \||$)/);
});

const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

test.for(examples.map((text, i) => [i + 1, text] as const))(
  'example %i of docs/policy.md is a policy',
  ([, text]) => {
    const { problems } = checkPolicy(text, { file: 'policy.yaml', templates: KNOWN, today: '2026-11-22' });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  },
);

test('docs/policy.md has examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

const policies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);

test.for(policies.map((json, i) => [i + 1, json] as const))(
  'service control policy %i of docs/policy.md is JSON of the size that AWS takes',
  ([, json]) => {
    const policy = JSON.parse(json) as { Statement: { Action: string[] }[] };
    expect(JSON.stringify(policy).length).toBeLessThan(5120);
    for (const { Action } of policy.Statement)
      for (const action of Action) expect(action).toMatch(/^[a-z0-9]+:[A-Z]\w+$/);
  },
);
