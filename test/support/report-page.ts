import { JSDOM, type Node } from 'jsdom';
import { catalogueOf } from '../../bin/report/catalogue.ts';
import { type Report, type ReportInput, reportModel } from '../../bin/report/model.ts';
import { page } from '../../bin/report/page.ts';
import { SAMPLE } from './report-sample.ts';

const CATALOGUE = catalogueOf({ customTemplates: [] });

export const modelOf = (input: Partial<ReportInput>): Report =>
  reportModel({ ...SAMPLE, records: [], exceptions: [], refusals: [], ...input }, CATALOGUE);

export const htmlOf = (input: Partial<ReportInput>): string => page(modelOf(input));

/** The page as a browser without scripts shows it. */
export const parsed = (html: string): JSDOM['window'] =>
  new JSDOM(html, { runScripts: 'outside-only' }).window;

export const all = (root: Pick<Node, 'querySelectorAll'>, selector: string): readonly Node[] => [
  ...root.querySelectorAll(selector),
];

/** Text with white space as it is shown. */
export const text = (node: Node | null | undefined): string =>
  (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
