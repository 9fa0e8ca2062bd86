import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPolicy } from '../../../lib/policy/load.ts';

const TODAY = '2026-11-22';

const folder = (files: Readonly<Record<string, string>>): string => {
  const path = mkdtempSync(join(tmpdir(), 'drawbridge-policy-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return join(path, 'policy.yaml');
};

test('no policy file is a warning that counts what is closed from the first event', () => {
  const { policy, errors, warnings } = loadPolicy(undefined, TODAY, folder({}));
  expect(policy?.mode).toBe('remediate');
  expect(errors).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^There is no policy.yaml, so \d+ templates remediate/)]);
});

test.for([
  ['instead of policy.yaml', { 'policy.yml': 'mode: notify' }],
  ['beside policy.yaml', { 'policy.yml': 'mode: notify', 'policy.yaml': 'mode: notify' }],
] as const)('policy.yml %s is a mistake, since nobody would read it', ([, files]) => {
  const { policy, errors } = loadPolicy(undefined, TODAY, folder(files));
  expect(policy).toBeUndefined();
  expect(errors).toEqual([expect.stringContaining('policy.yml is not read')]);
});

test('a file with the right name is read, without any warning', () => {
  const { policy, errors, warnings } = loadPolicy(
    undefined,
    TODAY,
    folder({ 'policy.yaml': 'mode: notify' }),
  );
  expect([policy?.mode, errors, warnings]).toEqual(['notify', [], []]);
});

test('another name is fine where it is given', () => {
  const named = folder({ 'policy.yml': 'mode: off' }).replace(/\.yaml$/, '.yml');
  expect(loadPolicy(named, TODAY).policy?.mode).toBe('off');
});
