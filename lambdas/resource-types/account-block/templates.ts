import type { Template } from '../../core/base/resource-type.ts';
import type { Shared, Value } from '../../core/base/shared-attribute.ts';
import { AMI, EBS, EMR, type IDS, OFF, S3, SSM } from './model.ts';

type Facts = Pick<Template<Shared, Value>, 'title' | 'why' | 'controls' | 'defaultMode' | 'onlyReports'> & {
  readonly block: (typeof IDS)[number];
};

const BLOCKS: readonly Facts[] = [
  {
    block: EBS,
    title: 'EBS Snapshot Block Public Access Off',
    why: 'While it is off, one call shares a whole disk with every AWS account.',
    controls: [],
    defaultMode: 'notify',
  },
  {
    block: AMI,
    title: 'AMI Block Public Access Off',
    why: 'While it is off, one call shares a machine image with every AWS account.',
    controls: [],
    defaultMode: 'notify',
  },
  {
    block: SSM,
    title: 'SSM Document Block Public Access Off',
    why: 'While it is off, one call shares a document, and what its steps mention, with every AWS account.',
    controls: ['SSM.7'],
  },
  {
    block: EMR,
    title: 'EMR Block Public Access Off',
    why: 'While it is off, a cluster may start with security groups that are open to the world.',
    controls: ['EMR.2'],
  },
  {
    block: S3,
    title: 'S3 Account Block Public Access Off',
    why: 'While it is off, one policy or ACL opens a bucket of the account to the world.',
    controls: ['S3.1'],
    defaultMode: 'notify',
    onlyReports: true,
  },
];

const templateOf = ({ block, ...facts }: Facts): Template<Shared, Value> => ({
  id: `${block}-off`,
  since: '0.2',
  severity: 'MEDIUM',
  ...facts,
  covers: `state: ${OFF[block].value}`,
  offending: ({ id, values }) => (id === block ? values : []),
  reportOnly: ({ reportOnly }) => reportOnly,
});

/** The catalogue's templates about the blocks of an account. */
export const TEMPLATES: readonly Template<Shared, Value>[] = BLOCKS.map(templateOf);
