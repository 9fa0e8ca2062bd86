import type { Cell, Column } from '../lambdas/core/base/presentation.ts';
import { counted } from '../lambdas/core/base/text.ts';
import type { Case } from './case.ts';
import { type Html, html, type Value } from './html.ts';
import type { Mark, Row } from './rows.ts';

const MARKS: Readonly<Record<Mark, string>> = {
  REMOVED: 'Removed',
  ADDED: 'Added',
  GONE: 'Gone already',
  UNFINISHED: 'Unfinished',
  FAILED: 'Still open',
  OPEN: 'Open',
  EXCEPTED: 'Excepted',
  EXCLUDED: 'Excluded',
  KEPT: 'Kept',
};

/** Every id of a rule, an IPv6 range in full; longer values wrap. */
const LONGEST_UNBROKEN = 24;

const content = ({ text, as }: Cell): Html => {
  if (as === 'json') return html`<pre>${text}</pre>`;
  const look = text.split('\n').every((line) => line.length <= LONGEST_UNBROKEN) ? 'short' : 'break';
  return as === 'code'
    ? html`<code class="${look}">${text}</code>`
    : html`<span class="${look}">${text}</span>`;
};

const before = ({ cells, before: was, after: is }: Row): Html => {
  if (!was) return html`<td class="nothing" colspan="${cells.length}">not there before</td>`;
  return html`${cells.map((cell) => html`<td>${is || cell.as === 'json' ? content(cell) : html`<del>${content(cell)}</del>`}</td>`)}`;
};

/** The columns that stand on the after side. */
const afterOf = (columns: readonly Column[]): readonly number[] =>
  columns.flatMap(({ after }, i) => (after ? [i] : []));

const after = ({ mark, cells, after: is, instead }: Row, columns: readonly number[]): Html => {
  const span = Math.max(1, columns.length);
  if (!is)
    return html`<td class="after edge absent" colspan="${span}">${instead ?? (mark === 'GONE' ? 'gone' : 'removed')}</td>`;
  if (columns.length === 0)
    return html`<td class="after edge">${mark === 'ADDED' ? 'added' : 'as before'}</td>`;
  const shown = columns.flatMap((i) => cells[i] ?? []);
  return html`${shown.map((cell, i) => html`<td class="after ${i === 0 && 'edge'}">${content(cell)}</td>`)}`;
};

const verdict = ({ mark, violates, instead }: Row, several: boolean): Html => html`
  <th scope="row"><span class="mark">${instead ? 'Fixed' : MARKS[mark]}</span>${several && violates.map((title) => html`<span class="violates">${title}</span>`)}</th>`;

const heads = (columns: readonly (Column | undefined)[]): Value =>
  columns.map((column) => html`<th scope="col">${column?.label}</th>`);

const grouped = (columns: readonly Column[]): Html => {
  const again = afterOf(columns).map((i) => columns[i]);
  return html`
    <tr><th scope="col" rowspan="2">Result</th><th scope="colgroup" colspan="${columns.length}">Before</th>
    ${
      again.length > 0
        ? html`<th class="after edge" scope="colgroup" colspan="${again.length}">After</th></tr><tr>${heads(columns)}${again.map((column, i) => html`<th class="after ${i === 0 && 'edge'}" scope="col">${column?.label}</th>`)}`
        : html`<th class="after edge" scope="col" rowspan="2">After</th></tr><tr>${heads(columns)}`
    }</tr>`;
};

const caption = ({ rows, part, id, trimmed, kept }: Case, changed: boolean): Html => {
  const old = rows.filter((row) => row.before).length;
  const violating = rows.filter(({ mark }) => mark !== 'KEPT').length;
  const counts = changed
    ? `${counted(old, part)} before, ${rows.filter((row) => row.after).length} after`
    : `${counted(old, part)}, ${violating} violating; nothing was changed`;
  const lost =
    trimmed &&
    `; too large for the ledger, so tags were not kept, and of ${counted(kept, part)} left those that are missing here`;
  return html`<caption><b>${counts}</b> <span class="note">in ${id}${lost}</span></caption>`;
};

/** All parts of a resource as its console shows them, the violating ones marked; before and after side by side. */
export const rulesTable = (one: Case): Value => {
  const { rows, columns } = one;
  if (rows.length === 0)
    return html`<p class="note">No parts were recorded: there was nothing left to show.</p>`;
  const changed = rows.some((row) => row.before !== row.after);
  const several = new Set(rows.flatMap(({ violates }) => violates)).size > 1;
  const row = (each: Row): Html => html`
    <tr class="is-${each.mark.toLowerCase()}">${verdict(each, several)}${before(each)}${changed && after(each, afterOf(columns))}</tr>`;
  return html`
  <div class="scroll"><table class="dense rules">
    ${caption(one, changed)}
    <thead>${changed ? grouped(columns) : html`<tr><th scope="col">Result</th>${heads(columns)}</tr>`}</thead>
    <tbody>${rows.map(row)}</tbody>
  </table></div>`;
};
