import { timeOf } from './badges.ts';
import { type Html, html, type Value } from './html.ts';
import { clock, duration } from './messages.ts';
import type { Report, ReportedException } from './model.ts';

const exceptionRow = (exception: ReportedException): Html => html`
  <tr>
    <th scope="row"><code class="break">${exception.resource}</code>${exception.findings.map(({ anchor }) => html` <a href="#${anchor}">finding</a>`)}</th>
    <td><code>${exception.template}</code></td>
    <td>${exception.source ? html`<code class="short">${exception.source}</code>` : 'any'}</td>
    <td>${timeOf(exception.until)} <b>${exception.left === undefined ? 'over' : `${duration(exception.left)} left`}</b></td>
    <td>${exception.reason}</td>
    <td><span class="break">${exception.grantedBy}</span> <span class="faint">${timeOf(exception.grantedAt)}</span></td>
  </tr>`;

const exceptionsTable = (exceptions: readonly ReportedException[]): Html => html`
  <div class="scroll"><table class="dense">
    <caption>What was allowed for a limited time, the next to end first</caption>
    <thead><tr><th scope="col">Resource</th><th scope="col">Template</th><th scope="col">Source</th><th scope="col">Until</th><th scope="col">Reason</th><th scope="col">Granted by</th></tr></thead>
    <tbody>${exceptions.map(exceptionRow)}</tbody>
  </table></div>`;

/** Who allowed what, until when, and why. */
export const exceptionsSection = ({ exceptions, ignored }: Report): Html => html`
  <section aria-labelledby="exceptions">
    <h2 id="exceptions">Exceptions</h2>
    ${exceptions.length === 0 ? html`<p>No exception is in force.</p>` : exceptionsTable(exceptions)}
    ${ignored.map(({ resource, id, why }) => html`<p class="error">Exception <code class="break">${id}</code> for <code class="break">${resource}</code> was ignored: ${why}.</p>`)}
  </section>`;

/** Nothing is fixed while it is in force, which everybody has to know. */
export const stopBanner = ({ stop }: Report): Value =>
  stop &&
  html`
  <p class="error"><b>The emergency stop is in force</b> until ${clock(stop.until)}: nothing is changed, only reported.
    By <span class="break">${stop.grantedBy}</span>: ${stop.reason}</p>`;

/** Events that nobody has judged: a person, or the next sweep, has to look. */
export const refusalsSection = ({ refusals }: Report): Value =>
  refusals.length > 0 &&
  html`
  <section aria-labelledby="refused">
    <h2 id="refused">Events that could not be judged</h2>
    <div class="scroll"><table class="dense">
      <caption>Nothing was changed for these; a sweep sees what they left behind</caption>
      <thead><tr><th scope="col">CloudTrail event</th><th scope="col">Resource type</th><th scope="col">Reason</th><th scope="col">Left to</th></tr></thead>
      <tbody>${refusals.map(({ eventId, kind, reason, handedTo }) => html`<tr><th scope="row"><code class="break">${eventId}</code></th><td>${kind}</td><td>${reason}</td><td>${handedTo ? 'the sweep' : 'a person'}</td></tr>`)}</tbody>
    </table></div>
  </section>`;
