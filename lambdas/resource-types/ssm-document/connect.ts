import { SSMClient } from '@aws-sdk/client-ssm';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connect } from '../../adapters/connect.ts';
import { sharedFixer, sharedReader } from '../../adapters/shared-attribute.ts';
import type { Shared, Value } from '../../core/base/shared-attribute.ts';
import { callsOf, createLister } from './calls.ts';

export const connect: Connect<Shared, Value> = (connection) => {
  const ssm = new SSMClient(awsHttp(connection));
  const calls = callsOf(ssm);
  return () => ({ reader: sharedReader(calls), fixer: sharedFixer(calls), lister: createLister(ssm) });
};
