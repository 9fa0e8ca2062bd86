import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, modeOf } from '../../../lambdas/core/base/policy.ts';
import { checkPolicy } from '../../../lib/policy/check.ts';
import { digestOf } from '../../../lib/policy/digest.ts';
import { CLOSING, heldBackText, KNOWN, loadPolicy } from '../../../lib/policy/load.ts';

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

describe('a template that came with a later version than the policy file was written for', () => {
  const LATER = 'ebs-snapshot-with-public-permissions';
  const policyOf = (text: string) => {
    const { policy } = checkPolicy(text, { file: 'policy.yaml', templates: KNOWN, today: TODAY });
    if (!policy) throw new Error('expected a policy');
    return policy;
  };
  test.for([
    ['only reports', 'mode: remediate', 'notify'],
    ['only reports without a file', '', 'notify'],
    ['closes once the file says so', 'asOf: "0.2"', 'remediate'],
    ['closes once the file says more', 'asOf: "0.10"', 'remediate'],
    ['closes where it is named', `templates: { ${LATER}: { mode: remediate } }`, 'remediate'],
    ['is off where all is', 'mode: off', 'off'],
    ['reports where all does', '{ asOf: "0.2", mode: notify }', 'notify'],
  ] as const)('%s: %s', ([, text, mode]) => {
    expect(modeOf(policyOf(text), LATER)).toBe(mode);
  });

  test('is counted for those who deploy', () => {
    expect(heldBackText(policyOf('mode: remediate'))).toEqual([
      expect.stringMatching(
        /^\d+ templates? came later .*ebs-snapshot-with-public-permissions.* write asOf: "\d+\.\d+"/,
      ),
    ]);
    expect(heldBackText(policyOf('asOf: "0.2"'))).toEqual([]);
  });

  test('holds nobody of the first 23 back', () => {
    const remediate = CLOSING.filter(({ id }) => modeOf(policyOf(''), id) === 'remediate');
    expect(remediate).toHaveLength(23);
  });
});

test('two policies have the same digest if they mean the same, wherever their entries stand', () => {
  const read = (text: string, file: string) =>
    digestOf(checkPolicy(text, { file, templates: KNOWN, today: TODAY }).policy ?? DEFAULT_POLICY);
  const entry = 'exclusions:\n  - { accounts: ["111122223333"] }\n';
  expect(read(entry, 'policy.yaml')).toBe(read(`# a line more\n${entry}`, 'other.yaml'));
  expect(read(entry, 'policy.yaml')).not.toBe(read('mode: notify', 'policy.yaml'));
});
