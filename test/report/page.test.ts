import { createHash } from 'node:crypto';
import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test, vi } from 'vitest';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { all, htmlOf, parsed, text } from '../support/report-page.ts';
import { SAMPLE } from '../support/report-sample.ts';

// A document takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 120_000 });

const html = htmlOf(SAMPLE);
const { document } = parsed(html);
const article = (id: string) => all(document, 'article').find((each) => text(each).includes(id));

/** Colours take a browser's layout, so axe leaves them out, and the style sheet, which hides nothing, with them. */
const violations = async (page: string): Promise<readonly string[]> => {
  const { window } = new JSDOM(page.replace(/<style>[^<]*<\/style>/, ''), { runScripts: 'outside-only' });
  window.eval(axe.source);
  const run = window.eval(
    "axe.run({ resultTypes: ['violations'], selectors: false, rules: { 'color-contrast': { enabled: false } } })",
  );
  const result = (await run) as {
    readonly violations: readonly { id: string; help: string }[];
    passes: readonly unknown[];
  };
  expect(result.passes.length).toBeGreaterThan(15);
  return result.violations.map(({ id, help }) => `${id}: ${help}`);
};

describe('everybody can use it', () => {
  test.for([
    // The whole sample keeps jsdom busy for a quarter of a minute.
    ...(process.env['DRAWBRIDGE_FULL'] ? ([['the sample', html]] as const) : []),
    ['an empty ledger', htmlOf({})],
  ] as const)('axe finds nothing in %s', async ([, page]) => {
    expect(await violations(page)).toEqual([]);
  });
  test('headings go down one step at a time', () => {
    const levels = all(document, 'h1, h2, h3, h4, h5, h6').map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, i) => level <= (levels[i - 1] ?? 0) + 1)).toBe(true);
  });
  test('every table has a caption, and headers with a scope', () => {
    const tables = all(document, 'table');
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((table) => text(table.querySelector('caption')) === '')).toEqual([]);
    expect(all(document, 'table th').filter((cell) => !cell.getAttribute('scope'))).toEqual([]);
  });
  test('all rows of a table are equally wide', () => {
    const span = (cell: { getAttribute(name: string): string | null }) =>
      Number(cell.getAttribute('colspan') ?? 1);
    for (const table of all(document, 'table.rules')) {
      const widths = all(table, 'tbody tr').map((row) =>
        all(row, 'th, td').reduce((sum, cell) => sum + span(cell), 0),
      );
      const head = all(table, 'thead tr:first-child th').reduce((sum, cell) => sum + span(cell), 0);
      expect(new Set([...widths, head]).size).toBe(1);
    }
  });
});

describe('the page stands alone', () => {
  test('only links to the AWS documentation lead out of it', () => {
    const addresses = all(document, '*').flatMap((element) =>
      [...element.attributes].flatMap(({ name, value }) =>
        /^(src|href|action|srcset|data|poster)$/.test(name) ? [value] : [],
      ),
    );
    expect(addresses.length).toBeGreaterThan(30);
    expect(addresses.filter((address) => !/^(#|https:\/\/docs\.aws\.amazon\.com\/)/.test(address))).toEqual(
      [],
    );
    expect(all(document, 'link, img, iframe, object, embed, base')).toEqual([]);
    expect(text(document.querySelector('style'))).not.toMatch(/url\(|@import|https?:/);
    expect(text(document.querySelector('script'))).not.toMatch(/https?:|fetch|import/);
  });
  test('its policy allows its own style and script, and nothing else', () => {
    const policy =
      document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';
    const hash = (selector: string) =>
      `'sha256-${createHash('sha256')
        .update(document.querySelector(selector)?.textContent ?? '')
        .digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(all(document, '[style], [onclick], [onload]')).toEqual([]);
  });
  test('every id is there once, and every link inside it arrives', () => {
    const ids = all(document, '[id]').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = all(document, 'a[href^="#"]').map((link) => link.getAttribute('href')?.slice(1));
    expect(targets.filter((target) => !ids.includes(target ?? ''))).toEqual([]);
  });
});

describe('it shows', () => {
  test('first in one sentence what waits for a person', () => {
    expect(text(document.querySelector('.verdict'))).toBe(
      'Waiting for a person: 1 failed finding, 1 open finding, 1 finding that keeps coming back and 1 unjudged event.',
    );
    expect(text(parsed(htmlOf({})).document.querySelector('.verdict'))).toBe(
      'The ledger holds no findings for this account and region.',
    );
  });
  test('the numbers of the summary', () => {
    const tiles = all(document, '.tile').map(
      (tile) => `${text(tile.querySelector('dt'))} ${text(tile.querySelector('.number'))}`,
    );
    expect(tiles).toEqual([
      'Failed 1',
      'Open 1',
      'Excepted 1',
      'Excluded 1',
      'Closed 8',
      'From API call to closed 3.2 s',
    ]);
  });
  test('every row of the group, what became of it in words, and both sides', () => {
    const rows = all(article('sg-0123456789abcdef0') ?? document, 'tbody tr').map((row) =>
      all(row, 'th, td').map(text),
    );
    expect(rows).toEqual([
      [
        'Kept',
        expect.stringMatching(/^sgr-/),
        'tcp',
        '443',
        '0.0.0.0/0',
        'HTTPS, public',
        'tcp',
        '443',
        '0.0.0.0/0',
      ],
      [
        'Removed',
        expect.stringMatching(/^sgr-/),
        'tcp',
        '445',
        '0.0.0.0/0',
        expect.stringContaining('ticket=OPS-2291'),
        'removed',
      ],
      [
        'Removed',
        expect.stringMatching(/^sgr-/),
        'tcp',
        '445',
        '::/0',
        expect.stringContaining('temporary'),
        'removed',
      ],
      expect.arrayContaining(['Kept', '10.20.0.0/16']),
      expect.arrayContaining(['Kept', '10.20.7.0/24']),
      expect.arrayContaining(['Kept', '9000-9010', 'sg-0c4ffee0ddba11001']),
      expect.arrayContaining(['Kept', 'icmp', 'Type 8']),
    ]);
  });
  test('who opened it, from where, with which tool, when, and for how long', () => {
    const facts = all(article('sg-0123456789abcdef0') ?? document, '.facts div').map(text);
    expect(facts).toEqual([
      expect.stringMatching(/^Opened by ?arn:aws:sts::.*maria\.lopez@example\.com$/),
      expect.stringMatching(/^From ?203\.0\.113\.77$/),
      expect.stringMatching(/^Call ?AuthorizeSecurityGroupIngress$/),
      expect.stringMatching(/^With ?AWS console \(browser\) Mozilla/),
      expect.stringMatching(/^Opened ?2026-11-22 09:00:00 UTC$/),
      expect.stringMatching(/^Closed ?2026-11-22 09:00:02 UTC$/),
      expect.stringMatching(/^CloudTrail event ?[0-9a-f-]{36}$/),
      expect.stringMatching(/^Recorded by ?Drawbridge 0\.1\.0$/),
    ]);
    expect(text(article('sg-0123456789abcdef0'))).toContain('was open for 2.6 s');
  });
  test('how to undo it, on one line to copy', () => {
    expect(all(article('sg-0123456789abcdef0') ?? document, '.command code').map(text)).toEqual([
      'npx --no -- drawbridge undo sg-0123456789abcdef0/1 --region eu-central-1',
    ]);
  });
  test('why it failed, why it is excluded, and until when it is excepted', () => {
    expect(text(article('sg-0b7c1d2e3f4a5b6c7'))).toContain('explicit deny in a service control policy');
    expect(text(article('www.example.com'))).toContain(
      'Excluded: The public website; owner web-team@example.com; until 2027-01-31, end of the day UTC.',
    );
    expect(text(article('sg-0e1f2a3b4c5d6e7f8'))).toContain('Excepted until 2026-11-24 18:00:00 UTC by arn:');
  });
  test('who keeps opening it, and with what', () => {
    expect(text(article('sg-0d9e8f7a6b5c4d3e2'))).toContain(
      'It keeps coming back: 3 times since 2026-11-22 06:10:03 UTC, by arn:aws:sts::111122223333:assumed-role/deploy-platform/gitlab-4711 with Terraform.',
    );
  });
  test('what a split put in place of the row', () => {
    const rows = all(article('sg-0a9b8c7d6e5f40312') ?? document, 'tbody tr').map((row) =>
      all(row, 'th, td').map(text),
    );
    expect(rows.slice(-3)).toEqual([
      ['Added', 'not there before', 'tcp', '3300-3305', '0.0.0.0/0'],
      ['Added', 'not there before', 'tcp', '3307-3388', '0.0.0.0/0'],
      ['Added', 'not there before', 'tcp', '3390-3400', '0.0.0.0/0'],
    ]);
  });
  test('that encryption was added, not removed', () => {
    const cells = all(article('archive-2019') ?? document, 'tbody tr').map((row) =>
      all(row, 'th, td').map(text),
    );
    expect(cells).toEqual([['Fixed', 'Default encryption', '–', 'missing', '–', 'added: AES-256']]);
  });
  test('a link for each finding, stable from one report to the next', () => {
    const anchors = (page: string) =>
      all(parsed(page).document, '.states > li')
        .map(({ id }) => id)
        .sort();
    const later = htmlOf({
      ...SAMPLE,
      generatedAt: '2026-12-01T00:00:00Z',
      records: SAMPLE.records.toReversed(),
    });
    expect(anchors(html)).toContain('sg-0123456789abcdef0/1/unrestricted-cifs-access');
    expect(anchors(later)).toEqual(anchors(html));
  });
  test('events that could not be judged', () => {
    expect(text(document.querySelector('[aria-labelledby="refused"]'))).toContain('omitted for size');
  });
});

const thousand = (): readonly LedgerRecord[] =>
  Array.from({ length: 1000 }, (_, i): LedgerRecord => {
    const record = SAMPLE.records[i % SAMPLE.records.length] as LedgerRecord;
    return { ...record, id: `${record.id}-${i}`, resource: `${record.resource}-${i}` };
  });

test('a thousand records stay below six megabytes, each of them there', () => {
  const page = htmlOf({ ...SAMPLE, records: thousand() });
  expect(page.match(/<article /g)).toHaveLength(1000);
  expect(Buffer.byteLength(page)).toBeLessThan(6_000_000);
});
