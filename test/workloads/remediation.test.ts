import { expect, test } from 'vitest';
import {
  type Instance,
  secretPart,
  threatPart,
  type Update,
} from '../../lambdas/workloads/instance/model.ts';
import { remediationOf } from '../../lambdas/workloads/instance/remediation.ts';

const update = (change: Partial<Update>): Update => ({
  sort: 'update',
  key: 'dpkg/openssl',
  text: '',
  manager: 'dpkg',
  package: 'openssl',
  version: '1',
  fixed: '2',
  paths: ['/var/lib/dpkg/status'],
  severity: 'HIGH',
  exploited: false,
  cves: [],
  vulnerabilities: [],
  ...change,
});

const CLEAN: Instance = { id: 'i-0123456789abcdef0', updates: [], secrets: [], threats: [], commands: [] };

const steps = (change: Partial<Instance>) => remediationOf({ ...CLEAN, ...change }, 'eu-west-1');

test('nothing is to be done about a clean instance', () => {
  expect(steps({})).toEqual([]);
});

test('isolate, rotate, update, in this order', () => {
  const secret = { rule: 'private-key', path: '/root/a.pem', line: 1, hash: '3fa9c1d2e4b5' };
  const all = steps({
    updates: [
      update({}),
      update({ package: 'curl' }),
      update({ manager: 'npm', package: 'lodash' }),
      update({ manager: 'go', package: 'stdlib', paths: ['/usr/local/bin/tool'] }),
      { ...update({ package: 'perl' }), fixed: undefined } as never,
    ],
    secrets: [secretPart(secret), secretPart({ ...secret, path: '/root/b.pem' })],
    threats: [threatPart({ rule: 'eicar', path: '/tmp/x' })],
  });
  expect(all.map(({ what, command }) => command ?? what)).toEqual([
    'aws ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --groups SECURITY_GROUP_WITHOUT_RULES --region eu-west-1',
    'Rotate 1 secret first, then remove them from 2 files (/root/a.pem, /root/b.pem): a role of the instance, Secrets Manager or Parameter Store takes their place.',
    'apt-get update && apt-get install --only-upgrade openssl curl',
    'npm install lodash@2',
    'aws ssm send-command --document-name AWS-RunPatchBaseline --instance-ids i-0123456789abcdef0 --parameters Operation=Install --region eu-west-1',
    'Build anew with newer libraries: /usr/local/bin/tool.',
    'There is no fix yet for perl: remove what is not needed, or keep it out of reach.',
  ]);
});
