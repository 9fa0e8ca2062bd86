import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../lambdas/core/base/policy.ts';
import { TEMPLATES } from '../../lambdas/resource-types/security-group/templates.ts';
import { resources, synth } from './synth.ts';

const custom = {
  id: 'unrestricted-neo4j-access',
  title: 'Unrestricted Neo4j Access',
  severity: 'HIGH',
  ports: [{ protocol: 'tcp', from: 7687, to: 7687 }],
} as const;

const stackOf = (policy: Partial<Policy> = {}): Template =>
  synth({ policy: { ...DEFAULT_POLICY, ...policy } });

/** The actions that the fixer of security groups may take, with what they are limited to. */
const rights = (template: Template): string => {
  const its = resources(template).filter(
    ({ id, Type }) => /^AWS::IAM::(Role|Policy)$/.test(Type) && id.startsWith('SecurityGroup'),
  );
  return JSON.stringify(its.map(({ Properties }) => Properties['Policies'] ?? Properties['PolicyDocument']));
};

const rule = (template: Template): string =>
  JSON.stringify(
    resources(template, 'AWS::Events::Rule').find(({ id }) => id.startsWith('SecurityGroup'))?.Properties[
      'EventPattern'
    ],
  );

const everything = stackOf();

describe('a policy that names no tags and splits nothing', () => {
  test('asks for no right to add rows or tags, nor to read tags', () => {
    expect(rights(everything)).not.toMatch(/Authorize|CreateTags|DescribeTags/);
  });
  test('listens to tags of groups only', () => {
    expect(rule(everything)).toContain('{"prefix":"sg-"}');
    expect(rule(everything)).not.toContain('"i-"');
  });
});

describe('a policy that names tags', () => {
  const template = stackOf({ exclusions: [{ origin: 'policy.yaml:1', tags: { 'CASB-Audit': 'No' } }] });
  test('may read who uses a group, and the tags', () => {
    expect(rights(template)).toMatch(/ec2:DescribeNetworkInterfaces.*ec2:DescribeTags/);
    expect(rights(template)).not.toContain('Authorize');
  });
  test('listens to tags of instances too', () => {
    expect(rule(template)).toContain('[{"prefix":"i-"},{"prefix":"sg-"}]');
  });
});

test('a policy that shows tags in findings may read them, and listens to no more', () => {
  const template = stackOf({ notifyTags: ['Owner'] });
  expect(rights(template)).toContain('ec2:DescribeTags');
  expect(rule(template)).not.toContain('"i-"');
});

describe('a policy that splits ranges', () => {
  const split = { 'unrestricted-ssh-access': { ranges: 'split' as const } };
  test('may add rows, and tag those that it adds', () => {
    const text = rights(stackOf({ templates: split }));
    expect(text).toContain('ec2:AuthorizeSecurityGroupIngress');
    expect(text).toContain('"StringEquals":{"ec2:CreateAction":"AuthorizeSecurityGroupIngress"}');
  });
  test.for(['notify', 'off'] as const)('of a template in mode %s may not', (mode) => {
    const templates = { 'unrestricted-ssh-access': { ranges: 'split' as const, mode } };
    expect(rights(stackOf({ templates }))).not.toMatch(/Authorize|CreateTags/);
  });
});

describe('a resource type', () => {
  const off = Object.fromEntries(TEMPLATES.map(({ id }) => [id, { mode: 'off' as const }]));
  const fixers = (template: Template) =>
    resources(template, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('SecurityGroup'));
  test('leaves the stack when all of its templates are off', () => {
    expect(fixers(everything)).toHaveLength(1);
    const template = stackOf({ templates: off });
    expect(fixers(template)).toEqual([]);
    expect(rule(template)).toBeUndefined();
    expect(Object.keys(template.toJSON()['Outputs'] as object)).not.toContain('SecurityGroupFunctionName');
  });
  test('leaves the stack when everything is off', () => {
    expect(fixers(stackOf({ mode: 'off', customTemplates: [custom] }))).toEqual([]);
  });
  test('stays for a template of the policy', () => {
    expect(fixers(stackOf({ templates: off, customTemplates: [custom] }))).toHaveLength(1);
  });
});
