import { JSDOM } from 'jsdom';
import { expect, test, vi } from 'vitest';
import { all, htmlOf, modelOf, parsed, text } from '../support/report-page.ts';
import { SAMPLE } from '../support/report-sample.ts';

// A document takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 120_000 });

const html = htmlOf(SAMPLE);

/** The page with its script running. */
const open = (page = html) => {
  const { window } = new JSDOM(page, {
    runScripts: 'dangerously',
    beforeParse: (before) => {
      before['matchMedia'] = () => ({ matches: false, addEventListener: () => {} });
    },
  });
  const { document } = window;
  const shown = (selector: string) => all(document, selector).filter(({ hidden }) => !hidden);
  const set = (name: string, value: string) => {
    const field = document.querySelector(`[name="${name}"]`);
    if (!field) throw new Error(`no field ${name}`);
    field.value = value;
    field.dispatchEvent(new window.Event('input', { bubbles: true }));
  };
  return { document, shown, set, said: () => text(document.querySelector('output')) };
};

test('without scripts everything is shown, and no filter that could not work', () => {
  const { document } = parsed(html);
  expect(document.querySelector('.filter')?.hidden).toBe(true);
  expect(all(document, 'article, .index tr').filter(({ hidden }) => hidden)).toEqual([]);
});

test('with scripts everything is shown at first', () => {
  const { document, shown, said } = open();
  expect(document.querySelector('.filter')?.hidden).toBe(false);
  expect(shown('article').length).toBe(SAMPLE.records.length);
  expect(said()).toBe('14 records');
});

test('a search keeps what holds all of its words', () => {
  const { shown, set, said } = open();
  set('q', 'TERRAFORM 22');
  expect(shown('article').map((each) => text(each.querySelector('h3')))).toEqual(
    Array(3).fill('Security group sg-0d9e8f7a6b5c4d3e2 ci-runner'),
  );
  expect(shown('.index [data-case]').length).toBe(1);
  expect(shown('.index tbody').length).toBe(1);
  expect(said()).toBe('3 of 14 records shown');
});

test.for([
  ['standing', 'EXCEPTED'],
  ['severity', 'CRITICAL'],
  ['template', 'unrestricted-mysql-access'],
] as const)('the choice of a %s keeps just those', ([name, value]) => {
  const { findings, cases } = modelOf(SAMPLE);
  const wanted = findings.filter((finding) => finding[name] === value).length;
  const { shown, set } = open();
  set(name, value);
  expect(wanted).toBeGreaterThan(0);
  expect(shown('.index [data-case]').length).toBe(wanted);
  expect(shown('article').length).toBe(
    cases.filter((one) => one.findings.some((finding) => finding[name] === value)).length,
  );
});

test('what nothing fits shows nothing, and an emptied field everything again', () => {
  const { shown, set, said } = open();
  set('q', 'no such word');
  expect(shown('article, .index tbody').length).toBe(0);
  expect(said()).toBe('0 of 14 records shown');
  set('q', '');
  expect(shown('article').length).toBe(14);
});

test('an empty ledger has nothing to filter', () => {
  expect(open(htmlOf({})).document.querySelector('.filter')?.hidden).toBe(true);
});
