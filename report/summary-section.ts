import { counted, listed } from '../lambdas/core/base/text.ts';
import { controlLinks, severityBadge } from './badges.ts';
import { type Html, html, type Value } from './html.ts';
import { duration, STANDING_WORDS, type Standing } from './messages.ts';
import type { Report } from './model.ts';
import type { Counts, Line, Speed, TemplateLine } from './summary.ts';

const closed = ({ REMEDIATED, RESOLVED }: Counts): number => REMEDIATED + RESOLVED;

/** The report in one sentence. */
export const verdict = ({ summary: { counts }, findings, refusals }: Report): string => {
  const { FAILED, UNFINISHED, OPEN } = counts;
  const waiting = [
    { count: FAILED, what: 'failed finding' },
    { count: UNFINISHED, what: 'unfinished finding' },
    { count: OPEN, what: 'open finding' },
    {
      count: findings.filter(({ flapping }) => flapping).length,
      what: 'finding that keeps coming back',
      many: 'findings that keep coming back',
    },
    { count: refusals.filter(({ handedTo }) => !handedTo).length, what: 'unjudged event' },
  ].flatMap(({ count, what, many }) => (count > 0 ? [counted(count, what, many)] : []));
  if (waiting.length > 0) return `Waiting for a person: ${listed(waiting)}.`;
  if (findings.length === 0) return 'The ledger holds no findings for this account and region.';
  return counts.EXCEPTED + counts.EXCLUDED > 0
    ? 'Nothing waits for a person. What is still open is open on purpose.'
    : 'Nothing waits for a person, and nothing is open.';
};

const tile = (
  name: string,
  count: number,
  look: string,
  target: string | undefined,
  note: string,
): Html => html`
  <div class="tile ${count > 0 ? `is-${look}` : 'is-zero'}">
    <dt>${target && count > 0 ? html`<a href="#${target}">${name}</a>` : name}</dt>
    <dd><span class="number">${count}</span> <span class="note">${note}</span></dd>
  </div>`;

const standingTile = (standing: Standing, counts: Counts, note: string): Html => {
  const look = standing.toLowerCase();
  return tile(STANDING_WORDS[standing].name, counts[standing], look, look, note);
};

const closedTile = (counts: Counts): Html => {
  const target = counts.REMEDIATED > 0 ? 'remediated' : 'resolved';
  const note = `${counts.REMEDIATED} by Drawbridge, ${counts.RESOLVED} by others`;
  return tile('Closed', closed(counts), 'remediated', target, note);
};

const speedTile = (speed: Speed | undefined): Html => html`
  <div class="tile is-speed">
    <dt>From API call to closed</dt>
    ${
      speed
        ? html`<dd><span class="number">${duration(speed.median)}</span> <span class="note">median; p99 ${duration(speed.p99)}, over ${counted(speed.count, 'remediation')}</span></dd>`
        : html`<dd><span class="number">–</span> <span class="note">no remediation of a recorded call</span></dd>`
    }
  </div>`;

const count = (number: number): Html => html`<td class="count${number === 0 && ' zero'}">${number}</td>`;

const counts = (line: Line): Html => html`
  ${count(line.counts.FAILED + line.counts.UNFINISHED)}${count(line.counts.OPEN)}${count(line.counts.EXCEPTED)}${count(line.counts.EXCLUDED)}${count(closed(line.counts))}`;

const HEADS = html`
  <tr>
    <th scope="col">Template</th><th scope="col" class="wide-only">AWS controls</th>
    <th scope="col" class="count">Failed</th><th scope="col" class="count">Open</th><th scope="col" class="count">Excepted</th>
    <th scope="col" class="count">Excluded</th><th scope="col" class="count">Closed</th>
    <th scope="col" class="count wide-only">Median</th><th scope="col" class="count wide-only">p99</th>
  </tr>`;

const speeds = ({ speed }: Line): Html => html`
  <td class="count wide-only">${speed ? duration(speed.median) : '–'}</td>
  <td class="count wide-only">${speed ? duration(speed.p99) : '–'}</td>`;

const templateRow = (line: TemplateLine): Html => html`
  <tr>
    <th scope="row">${line.title} <code class="faint wide-only">${line.template}</code></th>
    <td class="wide-only">${controlLinks(line.controls)}</td>
    ${counts(line)}${speeds(line)}
  </tr>`;

const severityGroup = (line: Line, templates: readonly TemplateLine[]): Html => html`
  <tbody>
    <tr class="group"><th scope="rowgroup">${severityBadge(line.severity)}</th><td class="wide-only"></td>${counts(line)}${speeds(line)}</tr>
    ${templates.filter(({ severity }) => severity === line.severity).map(templateRow)}
  </tbody>`;

/** How much of what: by severity, and in it by template. */
export const breakdownSection = ({ summary: { bySeverity, byTemplate } }: Report): Value =>
  byTemplate.length > 0 &&
  html`
  <section aria-labelledby="breakdown">
    <h2 id="breakdown">By severity and template</h2>
    <div class="scroll"><table class="dense">
      <caption>Findings by their state now; times from API call to closed</caption>
      <thead>${HEADS}</thead>
      ${bySeverity.map((line) => severityGroup(line, byTemplate))}
    </table></div>
  </section>`;

/** The numbers, each a link to what it counts. */
export const summarySection = ({ summary, findings }: Report): Html => html`
  <section aria-labelledby="summary">
    <h2 id="summary">Summary</h2>
    <dl class="tiles">
      ${standingTile('FAILED', summary.counts, 'could not be closed')}
      ${summary.counts.UNFINISHED > 0 && standingTile('UNFINISHED', summary.counts, 'begun, end not recorded')}
      ${standingTile('OPEN', summary.counts, 'reported only')}
      ${standingTile('EXCEPTED', summary.counts, 'allowed until a date')}
      ${standingTile('EXCLUDED', summary.counts, 'by the policy file')}
      ${closedTile(summary.counts)}
      ${speedTile(summary.speed)}
    </dl>
    <p class="note">${counted(findings.length, 'finding')}, one for each resource and template, on ${counted(summary.resources, 'resource')};
      ${counted(summary.remediations, 'remediation')} removed ${counted(summary.removed, 'part')}.</p>
  </section>`;
