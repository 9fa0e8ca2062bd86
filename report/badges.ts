import type { Severity } from '../lambdas/core/base/resource-type.ts';
import { type Html, html } from './html.ts';
import { clock, duration, STANDING_WORDS, type Standing, severityName } from './messages.ts';

/** A status in words; colour and border only repeat it. */
export const standingBadge = (standing: Standing): Html =>
  html`<span class="badge is-${standing.toLowerCase()}">${STANDING_WORDS[standing].name}</span>`;

export const severityBadge = (severity: Severity | undefined): Html =>
  html`<span class="severity is-${(severity ?? 'unrated').toLowerCase()}">${severityName(severity)}</span>`;

export const timeOf = (time: string | undefined): Html | undefined =>
  time === undefined ? undefined : html`<time datetime="${time}">${clock(time)}</time>`;

export const durationOf = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? 'not known' : duration(milliseconds);

const PAGES: Readonly<Record<string, string>> = {
  CloudTrail: 'cloudtrail',
  EC2: 'ec2',
  RDS: 'rds',
  S3: 's3',
};

/** An AWS control with its place in the Security Hub user guide. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html */
const controlLink = (control: string): Html => {
  const [service = '', number = ''] = control.split('.');
  const page = Object.hasOwn(PAGES, service) && /^\d+$/.test(number) ? PAGES[service] : undefined;
  if (!page) return html`${control}`;
  const guide = 'https://docs.aws.amazon.com/securityhub/latest/userguide';
  return html`<a href="${guide}/${page}-controls.html#${page}-${number}">${control}</a>`;
};

export const controlLinks = (controls: readonly string[]): Html =>
  html`${controls.map((control, i) => html`${i > 0 && ', '}${controlLink(control)}`)}`;
