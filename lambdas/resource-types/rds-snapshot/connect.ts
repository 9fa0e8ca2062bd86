import { RDSClient } from '@aws-sdk/client-rds';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connect } from '../../adapters/connect.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import type { RestoreValue, Snapshot } from './model.ts';
import { createReader } from './reader.ts';

export const connect: Connect<Snapshot, RestoreValue> = (connection) => {
  const rds = new RDSClient(awsHttp(connection));
  return (place) => ({
    reader: createReader(rds, place),
    fixer: createFixer(rds),
    lister: createLister(rds),
  });
};
