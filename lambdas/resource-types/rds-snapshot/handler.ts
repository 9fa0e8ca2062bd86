import { RDSClient } from '@aws-sdk/client-rds';
import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import { createReader } from './reader.ts';
import { TEMPLATES } from './templates.ts';
import { rdsSnapshot } from './type.ts';

const rds = new RDSClient();

export const handler = fixerHandler({
  kind: rdsSnapshot,
  templates: () => TEMPLATES,
  connect: (place) => ({
    reader: createReader(rds, place),
    fixer: createFixer(rds),
    lister: createLister(rds),
  }),
});
