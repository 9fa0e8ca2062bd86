import { expect, test } from 'vitest';
import type { Actor } from '../../../lambdas/core/base/event.ts';
import { findingsOf } from '../../../lambdas/core/ledger/finding.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import type { Task } from '../../../lambdas/core/remediate/remediator.ts';
import { newWorld, type Options, type Row, row, toyRemediator } from '../../support/toy.ts';

const CATALOGUE = { templates: new Map(), types: new Map() };
const bad = row('r-bad', 'alpha');

const call = (
  id: string,
  name: string,
  who: string,
  time: string,
  shows: readonly Row[],
): Task<Row>['trigger'] => {
  const actor: Actor = { arn: `arn:aws:iam::1:user/${who}` };
  return { closes: true, shows, cause: { by: 'call', id, name, time, actor } };
};
const opens = call('e-open', 'OpenToy', 'alice', '2026-11-22T07:44:05Z', [bad]);
const tags = call('e-tag', 'TagToy', 'bob', '2026-11-22T07:44:09Z', []);
const sweep: Task<Row>['trigger'] = { closes: true, shows: [], cause: { by: 'sweep' } };

/** What is published last, after a life of these looks. */
const last = async (...looks: readonly (readonly [Task<Row>['trigger'], Options?])[]) => {
  const world = newWorld(bad);
  for (const [trigger, options] of looks)
    await remediate(toyRemediator(world, options), { id: 'toy-1', trigger, deadline: world.now + 45_000 });
  const record = world.published.at(-1);
  return record && findingsOf(record, CATALOGUE)[0];
};

const notify: Options = { policy: { mode: 'notify' } };

test.for<[string, Task<Row>['trigger'], string]>([
  ['a tag', tags, 'TagToy by arn:aws:iam::1:user/bob (e-tag) had it looked at again'],
  ['a sweep', sweep, 'closed by a sweep'],
])(
  'what was reported, and is closed later by %s, still names who opened it and when',
  async ([, trigger, note]) => {
    expect(await last([opens, notify], [trigger])).toMatchObject({
      status: 'REMEDIATED',
      openedAt: '2026-11-22T07:44:05Z',
      eventId: 'e-open',
      actor: { arn: 'arn:aws:iam::1:user/alice' },
      note: expect.stringContaining(note),
    });
  },
);

test('nobody is named who only tagged what a sweep had found', async () => {
  const found = await last([sweep, notify], [tags]);
  expect(found).toMatchObject({ status: 'REMEDIATED', note: expect.stringContaining('TagToy by') });
  for (const key of ['actor', 'eventId', 'openedAt']) expect(found).not.toHaveProperty(key);
});

test('the event of the opening call may come after the sweep that found it', async () => {
  expect(await last([sweep, notify], [opens])).toMatchObject({
    eventId: 'e-open',
    openedAt: '2026-11-22T07:44:05Z',
    actor: { arn: 'arn:aws:iam::1:user/alice' },
  });
});

test('what is closed at once names the call, and needs no note', async () => {
  const found = await last([opens]);
  expect(found).toMatchObject({ eventId: 'e-open', status: 'REMEDIATED' });
  expect(found).not.toHaveProperty('note');
});
