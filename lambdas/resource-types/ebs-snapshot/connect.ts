import { EC2Client } from '@aws-sdk/client-ec2';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connect } from '../../adapters/connect.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import type { Permission, Snapshot } from './model.ts';
import { createReader } from './reader.ts';

export const connect: Connect<Snapshot, Permission> = (connection) => {
  const ec2 = new EC2Client(awsHttp(connection));
  return () => ({ reader: createReader(ec2), fixer: createFixer(ec2), lister: createLister(ec2) });
};
