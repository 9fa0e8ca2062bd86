import { describe, expect, test } from 'vitest';
import type { Disposition, OpenResource, Survey } from '../../cli/judging/survey.ts';
import { sweptText } from '../../cli/sweep/swept-text.ts';
import { isViolating, surveyText, unreadText } from '../../cli/sweep/text.ts';
import { progressBar } from '../../cli/terminal.ts';
import { NO_TALLY } from '../../lambdas/core/sweep/sweep.ts';

const open = (id: string, fates: readonly Disposition[], others = 0): OpenResource => ({
  account: '111122223333',
  region: 'eu-central-1',
  type: 'AwsEc2SecurityGroup',
  id,
  arn: `arn:${id}`,
  parts: [
    ...fates.map((fate, i) => ({
      part: `bad ${i}`,
      violates: [{ template: 'unrestricted-ssh-access', severity: 'CRITICAL' as const, fate }],
    })),
    ...Array.from({ length: others }, (_, i) => ({ part: `good ${i}`, violates: [] })),
  ],
});

const survey = (...resources: readonly OpenResource[]): Survey => ({
  seen: 1234,
  open: resources,
  unread: [],
});
const text = (...resources: readonly OpenResource[]) => surveyText(survey(...resources), 2, 3.21);

describe('what a sweep shows', () => {
  test('is one line where nothing violates', () => {
    expect(text()).toBe(
      'Looked at 1,234 resources in 2 places in 3.2 s; nothing was changed. None of them violates a template.',
    );
  });

  test('marks the rows that violate, and shows those that stay', () => {
    const lines = text(open('sg-1', ['remediate'], 1)).split('\n');
    expect(lines[1]).toMatch(
      /^sg-1 +111122223333 eu-central-1 +✗ +bad 0 +would be closed +unrestricted-ssh-access$/,
    );
    expect(lines[2]).toMatch(/^ +good 0 +stays$/);
  });

  test('does not go on about rows that stay', () => {
    expect(text(open('sg-1', ['remediate'], 60))).toContain('… and 55 more');
  });

  test('fits on a few screens whatever there is, and says how to see all', () => {
    const many = text(...Array.from({ length: 400 }, (_, i) => open(`sg-${i}`, ['remediate'])));
    expect(many.split('\n').length).toBeLessThan(45);
    expect(many).toContain('… and 375 more resources; --json shows all of them');
    expect(many).toContain('400 resources violate.');
  });

  test('sums up by template what would become of it', () => {
    const shown = text(
      open('sg-1', ['remediate', 'notify']),
      open('sg-2', ['exclude']),
      open('sg-3', ['unchecked']),
    );
    expect(shown).toMatch(/unrestricted-ssh-access +CRITICAL +1 +2 +1/);
    expect(shown).toContain('2 resources violate.');
  });

  test('does not cry over what is excluded', () => {
    expect(isViolating(open('sg-1', ['exclude']))).toBe(false);
    expect(text(open('sg-1', ['exclude']))).toContain('Everything that violates is excluded.');
  });

  test('tells what could not be looked at', () => {
    const unread = Array.from({ length: 7 }, (_, i) => ({
      account: '1',
      region: 'r',
      what: `sg-${i}`,
      error: 'denied',
    }));
    const told = unreadText({ seen: 0, open: [], unread }).split('\n');
    expect(told).toHaveLength(6);
    expect(told[0]).toBe('Not looked at: sg-0 (1 r). denied');
    expect(told[5]).toBe('… and 2 more');
  });
});

describe('what a deployed sweep has done', () => {
  const swept = (tally: object, failures: { kind: string; error: string }[] = []) => ({
    account: '111122223333',
    region: 'eu-central-1',
    execution: 'arn:execution',
    tally: { ...NO_TALLY, ...tally },
    failures,
  });

  test('is one line a place', () => {
    const shown = sweptText([swept({ seen: 10, closed: 3 }), swept({ seen: 20 })]).split('\n');
    expect(shown).toHaveLength(3);
    expect(shown[1]).toMatch(/^111122223333 eu-central-1 +10 +3 +0 +0 +0 +0$/);
  });

  test('comes with what to do about the rest', () => {
    const shown = sweptText([swept({ held: 5, failed: 1 }, [{ kind: 's3-bucket', error: 'Timeout' }])]);
    expect(shown).toContain('5 more were left open');
    expect(shown).toContain('--max NUMBER');
    expect(shown).toContain('not every s3-bucket was looked at. Timeout');
    expect(shown).toContain('history');
  });
});

describe('the bar', () => {
  const drawn = (isTTY: boolean, times: readonly number[]): readonly string[] => {
    const written: string[] = [];
    const stream = {
      isTTY,
      columns: 40,
      write: (shown: string) => written.push(shown),
    } as unknown as NodeJS.WriteStream;
    let now = 0;
    const bar = progressBar(stream, () => now);
    for (const [i, time] of times.entries()) {
      now = time;
      bar.show(i + 1, 4, 'a text that is longer than the terminal is wide');
    }
    bar.end();
    return written;
  };

  test('comes after a second, within the width of the terminal, and goes in the end', () => {
    const written = drawn(true, [500, 2000]);
    expect(written).toHaveLength(2);
    expect(written[0]).toContain('[############------------]');
    expect(written[0]?.replace('\r', '').replace('\u001b[K', '')).toHaveLength(39);
    expect(written[1]).toBe('\r\u001b[K');
  });

  test('is never seen where there is no terminal', () => {
    expect(drawn(false, [2000, 4000])).toEqual([]);
  });
});
