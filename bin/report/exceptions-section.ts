import { timeOf } from './badges.ts';
import { type Html, html, type Value } from './html.ts';
import type { Report, ReportedException } from './model.ts';
import { duration } from './words.ts';

const untilText = ({ until }: ReportedException): Value =>
  until.length === 10 ? html`<time datetime="${until}">${until}</time>, end of the day UTC` : timeOf(until);

const exceptionRow = (exception: ReportedException): Html => html`
  <tr>
    <th scope="row"><code class="break">${exception.resource}</code>${exception.findings.map(({ anchor }) => html` <a href="#${anchor}">finding</a>`)}</th>
    <td>${exception.template ? html`<code>${exception.template}</code>` : 'every template'}</td>
    <td>${exception.source ? html`<code class="short">${exception.source}</code>` : 'any'}</td>
    <td>${untilText(exception)} <b>${exception.left === undefined ? 'over' : `${duration(exception.left)} left`}</b></td>
    <td>${exception.reason}</td>
    <td><span class="break">${exception.grantedBy}</span> <span class="faint">${timeOf(exception.grantedAt)}</span></td>
  </tr>`;

/** Who allowed what, until when, and why. */
export const exceptionsSection = ({ exceptions }: Report): Html => html`
  <section aria-labelledby="exceptions">
    <h2 id="exceptions">Exceptions</h2>
    ${
      exceptions.length === 0
        ? html`<p>No exception is in force.</p>`
        : html`<div class="scroll"><table class="dense">
          <caption>What was allowed for a limited time, the next to end first</caption>
          <thead><tr><th scope="col">Resource</th><th scope="col">Template</th><th scope="col">Source</th><th scope="col">Until</th><th scope="col">Reason</th><th scope="col">Granted by</th></tr></thead>
          <tbody>${exceptions.map(exceptionRow)}</tbody>
        </table></div>`
    }
  </section>`;

/** Events that nobody has judged: a person, or the next sweep, has to look. */
export const refusalsSection = ({ refusals }: Report): Value =>
  refusals.length > 0 &&
  html`
  <section aria-labelledby="refused">
    <h2 id="refused">Events that could not be judged</h2>
    <div class="scroll"><table class="dense">
      <caption>Nothing was changed for these; a sweep sees what they left behind</caption>
      <thead><tr><th scope="col">CloudTrail event</th><th scope="col">Resource type</th><th scope="col">Reason</th></tr></thead>
      <tbody>${refusals.map(({ eventId, kind, reason }) => html`<tr><th scope="row"><code class="break">${eventId}</code></th><td>${kind}</td><td>${reason}</td></tr>`)}</tbody>
    </table></div>
  </section>`;
