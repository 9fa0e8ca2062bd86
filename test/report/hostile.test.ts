import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { html, render, visible } from '../../report/html.ts';
import { all, htmlOf, parsed } from '../support/report-page.ts';
import { ACTORS, groupRecord, rule } from '../support/report-records.ts';
import { SAMPLE } from '../support/report-sample.ts';
import { runs } from '../support/runs.ts';

// A document takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 120_000 });

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '</td><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        '</style><svg/onload=alert(1)>',
        '</script><!--',
        '<!--',
        '--><iframe src=https://example.com>',
        '&lt;b&gt;&amp;#x3c;',
        'javascript:alert(1)',
        '${7*7}{{7*7}}',
        '\u202egnp.exe',
        '\u2028\u0000\r\n\u001b[31m',
        '\ud800',
        ']]>',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((words) => words.join(''))
  .filter((text) => text !== '');

/** A report in which every text that somebody outside may choose is this one. */
const pageOf = (text: string): string => {
  const row = { ...rule('1', 'tcp', 22, '0.0.0.0/0', text), id: text };
  const record = groupRecord({
    id: text,
    name: `${text}.`,
    before: [row, { ...rule('2', text, 22, text), tags: [{ key: text, value: text }] }],
    states: {
      [text]: {
        status: 'FAILED',
        parts: [row],
        error: text,
        note: text,
        flapping: { count: 6, since: text, actors: [text, text], tools: [text] },
      },
      'unrestricted-ssh-access': {
        status: 'EXCLUDED',
        parts: [row],
        exclusion: { reason: text, owner: text, until: text },
      },
    },
    call: text,
    actor: { arn: text, sourceIp: text, userAgent: text },
    openedAt: '2026-11-22T09:00:00Z',
  });
  const exception = {
    id: text,
    template: text,
    resource: record.resource,
    source: text,
    until: text,
    reason: text,
    grantedBy: text,
    grantedAt: text,
  };
  return htmlOf({
    account: text,
    region: text,
    records: [
      { ...record, eventId: text, version: text, type: text },
      {
        ...record,
        resource: text,
        n: 2,
        id: `${text}2`,
        before: [
          { kind: 'grant', grantee: text, permission: text },
          { kind: text, [text]: text },
        ],
      },
      { ...record, resource: `${text}3`, n: 3, kind: text, before: [text, { value: text }, null] },
    ],
    exceptions: [exception, { ...exception, until: '2027-01-01' }],
    ignored: [{ resource: text, id: text, why: text }],
    stop: { resource: '*', id: 'stop', until: text, reason: text, grantedBy: text, grantedAt: text },
    refusals: [{ kind: text, eventId: text, reason: text }],
  });
};

const names = (page: string) => {
  const { document } = parsed(page);
  const elements = all(document, '*');
  return {
    document,
    tags: elements.map(({ tagName }) => tagName),
    attributes: new Set(elements.flatMap(({ attributes }) => [...attributes].map(({ name }) => name))),
  };
};

const benign = [names(htmlOf(SAMPLE)), names(pageOf('benign'))];
const known = {
  tags: new Set(benign.flatMap(({ tags }) => tags)),
  attributes: new Set(benign.flatMap(({ attributes }) => [...attributes])),
};

const COUNTED = ['SCRIPT', 'STYLE', 'svg', 'FORM', 'ARTICLE', 'TABLE', 'TR'];
const counted = (tags: readonly string[]) =>
  COUNTED.map((name) => [name, tags.filter((tag) => tag === name).length]);

/** Into the page, or to the AWS documentation. */
const LINK = /^(#[\w.:/@~-]+|https:\/\/docs\.aws\.amazon\.com\/\S+)$/;

describe('whatever names, descriptions, tags and user agents hold', () => {
  test('no element and no attribute comes in, and no address leads out', () => {
    const plain = counted(names(pageOf('benign')).tags);
    fc.assert(
      fc.property(hostile, (text) => {
        const { document, tags, attributes } = names(pageOf(text));
        expect(tags.filter((tag) => !known.tags.has(tag))).toEqual([]);
        expect([...attributes].filter((attribute) => !known.attributes.has(attribute))).toEqual([]);
        expect(counted(tags)).toEqual(plain);
        const links = all(document, 'a').map((link) => link.getAttribute('href') ?? '');
        expect(links.filter((link) => !LINK.test(link))).toEqual([]);
      }),
      { numRuns: runs(6, 60) },
    );
  });
  test('it is shown as it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { document } = parsed(pageOf(text));
        const shown = (selector: string) => all(document, selector).map(({ textContent }) => textContent);
        const expected = visible(text);
        expect(shown('.rules td:nth-child(6)')[0]).toBe(expected);
        expect(shown('.facts dd')[0]).toBe(expected);
        expect(shown('h3 code')).toContain(expected);
        expect(shown('.states .error')[0]?.trim()).toBe(`Why it is open: ${expected}`.trim());
        expect(shown('[aria-labelledby="exceptions"] tbody td:nth-child(5)')).toContain(expected);
        expect(shown('[aria-labelledby="refused"] td')).toContain(expected);
        expect(
          all(document, 'select[name="template"] option').map((option) => option.getAttribute('value')),
        ).toContain(expected);
      }),
      { numRuns: runs(4, 40) },
    );
  });
});

describe('a text', () => {
  test('that can be seen stays as it is', () => {
    const seen = fc.stringMatching(/^[\p{L}\p{N}\p{P}\p{S}\p{M} \t\n]*$/u);
    fc.assert(fc.property(seen, (text) => visible(text) === text));
  });
  test.for([
    ['a\u202eb', 'a\\u{202e}b'],
    ['a\u0000b', 'a\\u{0}b'],
    ['a\r\nb', 'a\\u{d}\nb'],
    ['a\u200bb', 'a\\u{200b}b'],
    ['a\ud800b', 'a\\u{d800}b'],
    ['\u{e0041}', '\\u{e0041}'],
  ] as const)('%j is shown as %s', ([text, expected]) => {
    expect(visible(text)).toBe(expected);
  });
  test('comes out of an attribute as it went in', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { document } = parsed(render(html`<p title="${text}">${text}</p>`));
        expect(document.querySelector('p')?.getAttribute('title')).toBe(visible(text));
        expect(document.querySelector('p')?.textContent).toBe(visible(text));
      }),
    );
  });
  test('in the shape of markup is no markup', () => {
    const forged = JSON.parse('{"markup":"<b>","Symbol(markup)":"<b>"}');
    expect(render(html`${forged}`)).not.toContain('<b>');
  });
});

test('a resource called like a property of every object is one like any other', () => {
  const record = groupRecord({
    id: '__proto__',
    before: [],
    states: Object.fromEntries(
      ['constructor', '__proto__'].map((template) => [template, { status: 'NOTIFIED' as const, parts: [] }]),
    ),
    openedAt: '2026-11-22T09:00:00Z',
    actor: ACTORS.shell,
  });
  expect(all(parsed(htmlOf({ records: [record] })).document, '.states > li')).toHaveLength(2);
});
