import { EC2Client } from '@aws-sdk/client-ec2';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connect } from '../../adapters/connect.ts';
import { sharedFixer, sharedReader } from '../../adapters/shared-attribute.ts';
import type { Shared, Value } from '../../core/base/shared-attribute.ts';
import { callsOf, createLister } from './calls.ts';

export const connect: Connect<Shared, Value> = (connection) => {
  const ec2 = new EC2Client(awsHttp(connection));
  const calls = callsOf(ec2);
  return () => ({ reader: sharedReader(calls), fixer: sharedFixer(calls), lister: createLister(ec2) });
};
