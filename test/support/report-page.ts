import { JSDOM, type Node } from 'jsdom';
import { catalogueOf } from '../../lambdas/publisher/catalogue.ts';
import { type Report, type ReportInput, reportModel } from '../../report/model.ts';
import { page } from '../../report/page.ts';
import { SAMPLE } from './report-sample.ts';

const CATALOGUE = catalogueOf({ customTemplates: [] });

export const modelOf = (input: Partial<ReportInput>): Report =>
  reportModel({ ...SAMPLE, records: [], exceptions: [], refusals: [], ...input }, CATALOGUE);

export const htmlOf = (input: Partial<ReportInput>): string => page(modelOf(input));

const parser = new new JSDOM('').window.DOMParser();

/** The page as a browser without scripts shows it. */
export const parsed = (html: string) => ({ document: parser.parseFromString(html, 'text/html') });

export const all = (root: Pick<Node, 'querySelectorAll'>, selector: string): readonly Node[] => [
  ...root.querySelectorAll(selector),
];

/** Text with white space as it is shown. */
export const text = (node: Node | null | undefined): string =>
  (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
