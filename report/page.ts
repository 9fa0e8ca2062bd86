import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { timeOf } from './badges.ts';
import { casesSection } from './case-section.ts';
import { exceptionsSection, refusalsSection, stopBanner } from './exceptions-section.ts';
import { filterBar, findingsSection } from './findings-section.ts';
import { type Html, html, render, verbatim } from './html.ts';
import { clock, STANDING_WORDS, STANDINGS } from './messages.ts';
import type { Report } from './model.ts';
import { breakdownSection, summarySection, verdict } from './summary-section.ts';
import { workloadsSection } from './workloads-section.ts';

const sourceOf = (address: URL): string => readFileSync(address, 'utf8');

/** What is narrow or printed comes last. */
const STYLE = ['base', 'summary', 'tables', 'records', 'media']
  .map((name) => sourceOf(new URL(`./style/${name}.css`, import.meta.url)))
  .join('');
const SCRIPT = sourceOf(new URL('./script.js', import.meta.url));

const hash = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/** Nothing runs, loads or is sent but the page's own style and script, whatever a name or tag may hold. */
const POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;

const head = ({ account, region, generatedAt }: Report): Html => html`
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>Drawbridge report: ${account} in ${region}, ${clock(generatedAt)}</title>
    <style>${verbatim(STYLE)}</style>
  </head>`;

/** Two towers and the raised bridge between them. */
const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M3 21V6h2V4h2v2h2v15M21 21V6h-2V4h-2v2h-2v15M1 21h22M9 21l6-9"/></svg>`;

const top = (report: Report): Html => {
  const { account, region, generatedAt, summary } = report;
  return html`
  <header class="top">
    <h1>${MARK}Drawbridge report</h1>
    <p class="verdict">${verdict(report)}</p>
    ${stopBanner(report)}
    <dl class="place">
      <div><dt>Account</dt><dd>${account}</dd></div>
      <div><dt>Region</dt><dd>${region}</dd></div>
      <div><dt>Made</dt><dd>${timeOf(generatedAt)}</dd></div>
      ${summary.period && html`<div><dt>Records</dt><dd>${timeOf(summary.period.from)} to ${timeOf(summary.period.to)}</dd></div>`}
    </dl>
  </header>`;
};

const notes = (): Html => html`
  <footer>
    <h2>How to read this</h2>
    <dl class="words">${STANDINGS.map((standing) => html`<div><dt>${STANDING_WORDS[standing].name}</dt><dd>${STANDING_WORDS[standing].means}</dd></div>`)}</dl>
    <p>Times run from CloudTrail’s <code>eventTime</code>, which is given in whole seconds, to the moment the ledger recorded the end; median and p99 are
      by nearest rank, over remediations of a recorded call. A tool is named by its user agent, which the caller chooses. Characters that cannot be
      seen, or that turn the reading order around, are written as their code point.</p>
  </footer>`;

/** The report as one HTML document that needs nothing else. */
export const page = (report: Report): string =>
  render(html`<!doctype html>
<html lang="en">
${head(report)}
<body>
  <a class="skip" href="#findings">Skip to the findings</a>
  ${top(report)}
  <main>
    ${summarySection(report)}
    ${filterBar(report)}
    ${findingsSection(report)}
    ${workloadsSection(report)}
    ${refusalsSection(report)}
    ${exceptionsSection(report)}
    ${breakdownSection(report)}
    ${casesSection(report.cases)}
  </main>
  ${notes()}
  <script>${verbatim(SCRIPT)}</script>
</body>
</html>
`);
