import { RegionInfo } from 'aws-cdk-lib/region-info';
import { expect, test } from 'vitest';
import { dnsSuffix } from '../../../lambdas/core/base/partition.ts';

test('every region that CDK knows has the hosts that CDK gives it', () => {
  const regions = RegionInfo.regions;
  expect(regions.length).toBeGreaterThan(30);
  for (const { name, domainSuffix } of regions)
    expect(`${name} ${dnsSuffix(name)}`).toBe(`${name} ${domainSuffix}`);
});
