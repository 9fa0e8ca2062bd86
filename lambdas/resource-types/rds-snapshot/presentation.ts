import { type Form, inUrl, type Presentation } from '../../core/base/presentation.ts';
import { layout } from './layout.ts';
import { EVERYBODY, nameOf, type Sort, sortOf } from './model.ts';
import { rdsSnapshot } from './type.ts';

/** Names may come with their sort, as in our own ids: `snapshot:nightly`. */
const form = (sort: Sort, noun: string, template: string): Form => {
  const bare = (name: string) => (name.startsWith(`${sort}:`) ? name.slice(sort.length + 1) : name);
  const id = (name: string) => `${sort}:${bare(name).toLowerCase()}`;
  return {
    noun,
    asffType:
      typeof rdsSnapshot.asffType === 'string' ? rdsSnapshot.asffType : rdsSnapshot.asffType(`${sort}:`),
    templates: [template],
    fits: (name) => /^[A-Za-z][A-Za-z0-9:-]*$/.test(bare(name)) && !/^(cluster-)?snapshot:/.test(bare(name)),
    id,
  };
};

export const presentation: Presentation = {
  forms: [
    form('snapshot', 'a DB snapshot', 'rds-snapshot-with-public-permissions'),
    form('cluster-snapshot', 'a DB cluster snapshot', 'rds-cluster-snapshot-with-public-permissions'),
  ],
  layout,
  console: (id, { region }) => {
    const sort = sortOf(id) === 'snapshot' ? 'db-snapshot' : 'db-cluster-snapshot';
    return `/rds/home?region=${region}#${sort}:engine=all;id=${inUrl(nameOf(id))}`;
  },
  call: (to, id) => {
    const cluster = sortOf(id) === 'cluster-snapshot' ? '-cluster' : '';
    return [
      ...['rds', `modify-db${cluster}-snapshot-attribute`, `--db${cluster}-snapshot-identifier`, nameOf(id)],
      ...[
        '--attribute-name',
        'restore',
        to === 'close' ? '--values-to-remove' : '--values-to-add',
        EVERYBODY,
      ],
    ];
  },
};
