import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { accountClient, bucketClient } from './clients.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import { createReader } from './reader.ts';
import { TEMPLATES } from './templates.ts';
import { s3Bucket } from './type.ts';

const s3 = bucketClient();

export const handler = fixerHandler({
  kind: s3Bucket,
  templates: () => TEMPLATES,
  connect: (place) => ({
    reader: createReader(s3, accountClient(place), place),
    fixer: createFixer(s3, place),
    lister: createLister(s3, place),
  }),
});
