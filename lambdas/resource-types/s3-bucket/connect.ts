import { accountClient } from '../../adapters/account-client.ts';
import type { Connect } from '../../adapters/connect.ts';
import { bucketClient } from './clients.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import type { Bucket, BucketPart } from './model.ts';
import { createReader } from './reader.ts';

export const connect: Connect<Bucket, BucketPart> = (connection) => {
  const s3 = bucketClient(connection);
  return (place) => ({
    reader: createReader(s3, accountClient(place, connection), place),
    fixer: createFixer(s3, place),
    lister: createLister(s3, place),
  });
};
