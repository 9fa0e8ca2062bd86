import { counted } from '../lambdas/core/base/text.ts';
import { toolOf } from '../lambdas/core/base/tool.ts';
import { durationOf, severityBadge, standingBadge, timeOf } from './badges.ts';
import type { ReportedFinding } from './finding.ts';
import { type Html, html, type Value } from './html.ts';
import { isStillThere, STANDING_WORDS, STANDINGS, type Standing, severityName } from './messages.ts';
import type { Report } from './model.ts';

/** What the filter looks at. */
export const filterData = (findings: readonly ReportedFinding[]): Html => {
  const words = (pick: (finding: ReportedFinding) => string) => [...new Set(findings.map(pick))].join(' ');
  return html`data-standing="${words(({ standing }) => standing)}" data-severity="${words(({ severity }) => severity ?? 'UNRATED')}" data-template="${words(({ template }) => template)}"`;
};

/** Who an ARN names; of a session its name and, apart, its role. */
const nameIn = (arn: string): { readonly name: string; readonly role?: string } => {
  const [type, ...path] = (arn.split(':').at(-1) ?? '').split('/');
  const name = path.at(-1);
  if (!name) return { name: arn };
  const role = type === 'assumed-role' ? path.slice(0, -1).join('/') : '';
  return { name, ...(role && { role }) };
};

const whoOf = ({ actor, openedBy }: ReportedFinding): Value => {
  const who = openedBy ?? actor;
  if (!who) return html`<span class="faint">found by a sweep</span>`;
  const { name, role } = nameIn(who.arn);
  const how = [role, who.tool ?? toolOf(who)].filter((word) => word).join(', ');
  return html`${name} <span class="faint">${how}</span>`;
};

const row = (finding: ReportedFinding): Html => html`
  <tr ${filterData([finding])} data-case="${finding.anchor}">
    <td>${severityBadge(finding.severity)}</td>
    <th scope="row"><a href="#${finding.anchor}"><code>${finding.resource.id}</code></a>${finding.name && html` <span class="faint">${finding.name}</span>`}</th>
    <td>${finding.title}${finding.flapping && html` <b class="flag">keeps coming back</b>`}</td>
    <td class="wide-only">${whoOf(finding)}</td>
    <td class="wide-only">${timeOf(finding.openedAt) ?? html`<span class="faint">not known</span>`}</td>
    <td class="count">${durationOf(finding.openFor)}</td>
  </tr>`;

const HEADS = ['Severity', 'Resource', 'Template', 'Opened by', 'Opened', 'Open for'];
const NARROW = ['Opened by', 'Opened'];

const group = (standing: Standing, findings: readonly ReportedFinding[]): Html => html`
  <tbody id="${standing.toLowerCase()}">
    <tr class="group"><th scope="rowgroup" colspan="${HEADS.length}">${standingBadge(standing)} <b>${findings.length}</b> <span class="note">${STANDING_WORDS[standing].means}</span></th></tr>
    ${findings.map(row)}
  </tbody>`;

const head = (name: string): Html =>
  html`<th scope="col" class="${NARROW.includes(name) ? 'wide-only' : ''}${name === 'Open for' && 'count'}">${name}</th>`;

/** Every finding in a line, what needs a person first. */
export const findingsSection = ({ findings }: Report): Html => html`
  <section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${
      findings.length === 0
        ? html`<p>No violation was recorded. That is good news if CloudTrail events reach Drawbridge; <code>npx --no -- drawbridge sweep</code> looks at what is there now.</p>`
        : html`<div class="scroll"><table class="dense index">
          <caption>${counted(findings.filter(({ standing }) => isStillThere(standing)).length, 'finding')} still open, ${findings.filter(({ standing }) => !isStillThere(standing)).length} closed; what needs a person first</caption>
          <thead><tr>${HEADS.map(head)}</tr></thead>
          ${STANDINGS.map((standing) => {
            const some = findings.filter((finding) => finding.standing === standing);
            return some.length > 0 && group(standing, some);
          })}
        </table></div>`
    }
  </section>`;

const options = (values: readonly (readonly [value: string, name: string])[]): Value =>
  [...new Map(values)].map(([value, name]) => html`<option value="${value}">${name}</option>`);

const select = (id: string, label: string, values: readonly (readonly [string, string])[]): Html => html`
  <label>${label} <select name="${id}"><option value="">All</option>${options(values)}</select></label>`;

/** Shown by the script only: without it, all is there to be searched by the browser. */
export const filterBar = ({ findings, cases }: Report): Html => html`
  <search class="filter" hidden>
    <form aria-label="Filter findings">
      <label class="grow">Search <input type="search" name="q" placeholder="resource, port, person, tool …" autocomplete="off"></label>
      ${select(
        'standing',
        'Status',
        findings.map(({ standing }) => [standing, STANDING_WORDS[standing].name]),
      )}
      ${select(
        'severity',
        'Severity',
        findings.map(({ severity }) => [severity ?? 'UNRATED', severityName(severity)]),
      )}
      ${select(
        'template',
        'Template',
        findings
          .map(({ template, title }) => [template, title] as const)
          .toSorted((a, b) => a[1].localeCompare(b[1])),
      )}
      <button type="reset">Clear</button>
      <output role="status" data-total="${cases.length}"></output>
    </form>
  </search>`;
