import type { Actor } from '../lambdas/core/base/event.ts';
import { counted } from '../lambdas/core/base/text.ts';
import { toolOf } from '../lambdas/core/base/tool.ts';
import type { Flapping } from '../lambdas/core/ledger/flapping.ts';
import { allowCommand } from '../lambdas/publisher/messages.ts';
import { controlLinks, durationOf, severityBadge, standingBadge, timeOf } from './badges.ts';
import type { Case } from './case.ts';
import type { ReportedFinding } from './finding.ts';
import { filterData } from './findings-section.ts';
import { type Html, html, type Value } from './html.ts';
import { clock, isStillThere, STANDING_WORDS } from './messages.ts';
import { rulesTable } from './rules-table.ts';

const fact = (name: string, value: Value, look = ''): Value =>
  value !== undefined &&
  value !== false &&
  html`<div class="${look}"><dt>${name}</dt><dd>${value}</dd></div>`;

const withTool = (actor: Actor): Value => {
  const { userAgent } = actor;
  const tool = actor.tool ?? toolOf(actor);
  if (!userAgent) return tool;
  return html`${tool && html`<b>${tool}</b> `}<span class="faint break">${userAgent}</span>`;
};

/** RESOLVED without a remediation of ours: the event is the closing one. */
const closedByOthers = ({ findings }: Case): boolean =>
  findings.length > 0 && findings.every(({ status, remediation }) => status === 'RESOLVED' && !remediation);

const facts = (one: Case): Html => {
  const { actor, eventName, eventId, openedAt, closedAt, undo, version } = one;
  const byOthers = closedByOthers(one);
  return html`
  <dl class="facts">
    ${fact(byOthers ? 'Closed by' : 'Opened by', actor ? actor.arn : 'Not known: found by a sweep', 'long')}
    ${fact('From', actor?.sourceIp)}
    ${fact('Call', eventName && html`<code>${eventName}</code>`)}
    ${actor && fact('With', withTool(actor), 'long')}
    ${fact(byOthers ? 'Called' : 'Opened', timeOf(openedAt))}
    ${fact(undo ? 'Closed' : 'Recorded', timeOf(closedAt))}
    ${fact('CloudTrail event', eventId && html`<code>${eventId}</code>`, 'long')}
    ${fact('Recorded by', `Drawbridge ${version}`)}
  </dl>`;
};

const openFor = ({ standing, openFor: time, current, openedAt }: ReportedFinding): Value => {
  if (!current || (time === undefined && openedAt === undefined)) return undefined;
  return html`<span class="note">${isStillThere(standing) ? 'open for' : 'was open for'} ${durationOf(time)}</span>`;
};

const comesBack = ({ count, since, actors, tools }: Flapping): Html => html`
  <p class="error"><b>It keeps coming back:</b> ${count} times since ${clock(since)}, by
    ${actors.map((actor, i) => html`${i > 0 && ', '}<span class="break">${actor}</span>`)}${tools.length > 0 && ` with ${tools.join(', ')}`}.</p>`;

const reasons = (finding: ReportedFinding): Value => {
  const { exception, exclusion, note, error, flapping, openedBy, later } = finding;
  return [
    error && html`<p class="error"><b>Why it is open:</b> ${error}</p>`,
    flapping && comesBack(flapping),
    exception &&
      html`<p><b>Excepted</b> until ${clock(exception.until)} by <span class="break">${exception.grantedBy}</span>: ${exception.reason}</p>`,
    exclusion &&
      !exception &&
      html`<p><b>Excluded:</b> ${exclusion.reason}${exclusion.owner && html`; owner <span class="break">${exclusion.owner}</span>`}${exclusion.until && `; until ${clock(exclusion.until)}`}.</p>`,
    note && html`<p>${note}</p>`,
    openedBy &&
      html`<p>Opened by <span class="break">${openedBy.arn}</span>${openedBy.sourceIp && ` from ${openedBy.sourceIp}`}.</p>`,
    later && html`<p>Superseded: <a href="#${later}">how it went on</a>.</p>`,
  ];
};

/** Parts that no row of the table shows: of a resource that is gone, or closed before it was read. */
const unseen = (finding: ReportedFinding, { rows }: Case): Value => {
  if (finding.violating.length === 0 || rows.some(({ violates }) => violates.includes(finding.title)))
    return undefined;
  return html`<p class="note">Violating: ${finding.violating.map((text, i) => html`${i > 0 && '; '}<code class="break">${text}</code>`)}</p>`;
};

/** What is wrong with the account as a whole has no exceptions. */
const ACCOUNT = 'AwsAccount';

const needsDecision = ({ current, standing, resource }: ReportedFinding): boolean =>
  current && (standing === 'FAILED' || standing === 'OPEN') && resource.type !== ACCOUNT;

const finding = (one: ReportedFinding, parent: Case): Html => html`
  <li id="${one.anchor}"${!one.current && html` class="superseded"`}>
    <p>${standingBadge(one.standing)} ${severityBadge(one.severity)} <b>${one.title}</b> ${openFor(one)}</p>
    <p class="note">${one.why} ${one.controls.length > 0 && html`AWS: ${controlLinks(one.controls)}. `}<a class="self" href="#${one.anchor}">Link to this finding</a></p>
    ${reasons(one)}
    ${unseen(one, parent)}
    ${needsDecision(one) && html`<p class="command">To have it left alone for a while: <code>${allowCommand(one)}</code></p>`}
  </li>`;

const others = ({ others: list }: Case): Value =>
  list.length > 0 &&
  html`; others: ${list.map(({ n, anchor }, i) => html`${i > 0 && ', '}<a href="#${anchor}">${n}</a>`)}`;

const article = (one: Case, index: number): Html => html`
  <article id="${one.anchor}" aria-labelledby="case-${index}" ${filterData(one.findings)}>
    <header>
      <h3 id="case-${index}">${one.noun} <code class="break">${one.id}</code>${one.name && html` <span>${one.name}</span>`}</h3>
      <p class="note"><span class="break">${one.arn}</span>, record ${one.n}${others(one)}</p>
    </header>
      ${one.findings.length > 0 && html`<ul class="states" aria-label="Findings">${one.findings.map((each) => finding(each, one))}</ul>`}
    ${facts(one)}
    ${one.gone && html`<p>The resource was not there any more.</p>`}
    ${rulesTable(one)}
    ${one.undo && html`<p class="command">To put back exactly what was removed: <code>${one.undo}</code></p>`}
  </article>`;

/** Every record of the ledger in full. */
export const casesSection = (cases: readonly Case[]): Value =>
  cases.length > 0 &&
  html`
  <section aria-labelledby="records">
    <h2 id="records">What was there, and what was done</h2>
    <p class="note">${counted(cases.length, 'record')} of the ledger in full. ${STANDING_WORDS.FAILED.name} and open ones first, superseded ones last.</p>
    ${cases.map(article)}
  </section>`;
