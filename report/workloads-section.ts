import { counted } from '../lambdas/core/base/text.ts';
import type { Rating } from '../lambdas/core/workloads/advisory.ts';
import { severityBadge, timeOf } from './badges.ts';
import { type Html, html, type Value } from './html.ts';
import { duration } from './messages.ts';
import type { Report } from './model.ts';
import type { CveLine, Workload } from './workloads.ts';

const RATINGS: readonly Rating[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

const number = (value: number | undefined): Html =>
  value === undefined
    ? html`<td class="count faint">–</td>`
    : html`<td class="count ${value === 0 && 'zero'}">${value}</td>`;

const reach = (reachable: readonly string[] | undefined): string => {
  if (reachable === undefined) return 'not known';
  return reachable.length > 0 ? reachable.join(', ') : 'no';
};

const ageOf = (scannedAt: string | undefined, now: number): string =>
  scannedAt === undefined ? 'never' : `${duration(Math.max(0, now - Date.parse(scannedAt)))} ago`;

const row = ({ scan, anchor }: Workload, now: number): Html => html`
  <tr>
    <th scope="row"><a href="#${anchor}"><code>${scan.instance}</code></a></th>
    <td>${scan.status}</td>
    ${number(scan.score)}
    <td>${reach(scan.reachable)}</td>
    ${RATINGS.map((rating) => number(scan.counts?.[rating]))}
    ${number(scan.threats)}
    ${number(scan.secrets)}
    <td class="count">${ageOf(scan.scannedAt, now)}</td>
  </tr>`;

const HEADS = [
  'Instance',
  'Status',
  'Risk',
  'Reachable',
  'Critical',
  'High',
  'Medium',
  'Low',
  'Threats',
  'Secrets',
  'Read',
];
const COUNTS = new Set(['Risk', 'Critical', 'High', 'Medium', 'Low', 'Threats', 'Secrets', 'Read']);

const heads = (names: readonly string[]): Value =>
  names.map((name) => html`<th scope="col" class="${COUNTS.has(name) && 'count'}">${name}</th>`);

const table = (caption: string, names: readonly string[], rows: readonly Html[]): Html => html`
  <div class="scroll"><table class="dense">
    <caption>${caption}</caption>
    <thead><tr>${heads(names)}</tr></thead>
    <tbody>${rows}</tbody>
  </table></div>`;

const overview = ({ scan, excluded }: Workload): Html => html`
  <h4>Overview</h4>
  <dl class="place">
    <div><dt>Status</dt><dd>${scan.status}${scan.reason && html`: ${scan.reason}`}</dd></div>
    <div><dt>System</dt><dd>${scan.system ?? 'not known'}</dd></div>
    <div><dt>Packages</dt><dd>${scan.packages ?? 'not known'}</dd></div>
    <div><dt>Risk</dt><dd>${scan.score === undefined ? 'not known' : `${scan.score} of 100`}</dd></div>
    <div><dt>The Internet reaches it</dt><dd>${reach(scan.reachable)}</dd></div>
    <div><dt>Read</dt><dd>${timeOf(scan.scannedAt) ?? 'never'}</dd></div>
    <div><dt>Advisories of</dt><dd>${timeOf(scan.dataFrom) ?? 'not known'}</dd></div>
    ${excluded > 0 && html`<div><dt>Left alone by exclusions</dt><dd>${counted(excluded, 'part')}</dd></div>`}
  </dl>`;

const cveRow = (line: CveLine): Html => html`
  <tr>
    <td>${severityBadge(line.severity)}</td>
    <th scope="row"><code class="break">${line.id}</code>${line.kev && html` <b class="flag">known to be exploited</b>`}</th>
    <td><code class="break">${line.package}</code> <span class="faint">${line.manager}</span></td>
    <td><code class="break">${line.installed}</code></td>
    <td>${line.fixed === undefined ? html`<span class="faint">no fix yet</span>` : html`<code class="break">${line.fixed}</code>`}</td>
    <td><code class="break">${line.path}</code></td>
    <td class="count">${line.cvss?.toFixed(1) ?? '–'}</td>
    <td class="count">${line.epss === undefined ? '–' : `${(line.epss * 100).toFixed(1)} %`}</td>
    <td>${line.kev ? 'yes' : 'no'}</td>
  </tr>`;

const cves = ({ cves: lines }: Workload): Value =>
  lines.length > 0 &&
  html`
  <h4>CVEs</h4>
  ${table(
    `${counted(lines.length, 'vulnerability', 'vulnerabilities')} reported, the worst first`,
    ['Severity', 'CVE', 'Package', 'Installed', 'Fixed in', 'Path', 'CVSS', 'EPSS', 'KEV'],
    lines.map(cveRow),
  )}`;

const threats = ({ threats: all }: Workload): Value =>
  all.length > 0 &&
  html`
  <h4>Threats</h4>
  ${table(
    counted(all.length, 'threat'),
    ['Rule', 'Path'],
    all.map(
      ({ rule, path }) =>
        html`<tr><th scope="row"><code class="break">${rule}</code></th><td><code class="break">${path}</code></td></tr>`,
    ),
  )}`;

const secrets = ({ secrets: all }: Workload): Value =>
  all.length > 0 &&
  html`
  <h4>Secrets</h4>
  ${table(
    `${counted(all.length, 'secret')}; what they are is recorded nowhere`,
    ['Rule', 'Path', 'Line', 'Hash'],
    all.map(
      ({ rule, path, line, hash }) =>
        html`<tr><th scope="row"><code class="break">${rule}</code></th><td><code class="break">${path}</code></td><td>${line}</td><td><code>${hash}</code></td></tr>`,
    ),
  )}`;

const remediation = ({ steps }: Workload): Html => html`
  <h4>Remediation summary</h4>
  ${
    steps.length === 0
      ? html`<p>Nothing is to be done.</p>`
      : html`<ol>${steps.map(({ what, command }) => html`<li>${what}${command && html`<pre>${command}</pre>`}</li>`)}</ol>`
  }`;

const one = (workload: Workload): Html => html`
  <section class="workload" aria-labelledby="${workload.anchor}">
    <h3 id="${workload.anchor}"><code>${workload.scan.instance}</code></h3>
    ${overview(workload)}
    ${cves(workload)}
    ${threats(workload)}
    ${secrets(workload)}
    ${remediation(workload)}
  </section>`;

/** What runs on the disks of instances; nothing where none was looked into. */
export const workloadsSection = ({ workloads, generatedAt }: Report): Value =>
  workloads.length > 0 &&
  html`
  <section aria-labelledby="workloads">
    <h2 id="workloads">Workloads</h2>
    ${table(
      `${counted(workloads.length, 'instance')} looked into, the riskiest first`,
      HEADS,
      workloads.map((workload) => row(workload, Date.parse(generatedAt))),
    )}
    ${workloads.map(one)}
  </section>`;
