import { counted } from '../../lambdas/core/base/text.ts';
import type { Disposition, OpenResource, PartShown, Survey, Violation } from '../judging/survey.ts';
import { paint, table } from '../terminal.ts';

/** What a person sees at once; --json has all of it. */
const MOST_RESOURCES = 25;
const MOST_OTHER_PARTS = 5;

const WOULD: Readonly<Record<Disposition, string>> = {
  remediate: 'would be closed',
  notify: 'would be reported',
  exclude: 'excluded',
  unchecked: 'would be reported: an exclusion cannot be checked',
};

/** The marks at the left of the table. */
const MARK: Readonly<Record<Disposition, string>> = {
  remediate: '✗',
  notify: '✗',
  unchecked: '✗',
  exclude: '–',
};

const isOpen = ({ fate }: Violation): boolean => fate !== 'exclude';

const violationsOf = ({ parts }: OpenResource): readonly Violation[] =>
  parts.flatMap(({ violates }) => violates);

/** Whether anything but what an exclusion covers violates. */
export const isViolating = (resource: OpenResource): boolean => violationsOf(resource).some(isOpen);

const lineOf = ({ part, violates }: PartShown): readonly string[] => {
  const [first] = violates;
  if (!first) return [' ', part, 'stays', ''];
  const fates = new Set(violates.map(({ fate }) => WOULD[fate]));
  return [MARK[first.fate], part, [...fates].join(', '), violates.map(({ template }) => template).join(', ')];
};

const linesOf = (resource: OpenResource): readonly (readonly string[])[] => {
  const bad = resource.parts.filter(({ violates }) => violates.length > 0);
  const good = resource.parts.filter(({ violates }) => violates.length === 0);
  const more = good.length - MOST_OTHER_PARTS;
  const lines = [...bad, ...good.slice(0, MOST_OTHER_PARTS)].map(lineOf);
  const all = more > 0 ? [...lines, [' ', `… and ${more} more`, 'stay', '']] : lines;
  const { account, region, id } = resource;
  return all.map((line, i) => [...(i === 0 ? [id, `${account} ${region}`] : ['', '']), ...line]);
};

const coloured = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line.includes('✗') ? paint('red', line) : line))
    .join('\n');

/** The resources that violate, with every row of them, those marked that violate. */
export const resourcesText = (open: readonly OpenResource[]): string => {
  if (open.length === 0) return '';
  const shown = open.toSorted((one, other) => Number(isViolating(other)) - Number(isViolating(one)));
  const rows = shown.slice(0, MOST_RESOURCES).flatMap(linesOf);
  const text = coloured(table([['RESOURCE', 'WHERE', '', 'ROW', '', 'TEMPLATE'], ...rows]));
  const more = open.length - MOST_RESOURCES;
  return `${text}\n${more > 0 ? `… and ${counted(more, 'more resource')}; --json shows all of them\n` : ''}\n`;
};

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

interface Line {
  readonly template: string;
  readonly severity: string;
  readonly counts: Readonly<Record<Disposition, number>>;
}

/** How many parts violate each template, and what would become of them. */
export const byTemplate = (open: readonly OpenResource[]): readonly Line[] => {
  const lines = new Map<string, { severity: string; counts: Record<Disposition, number> }>();
  for (const { template, severity, fate } of open.flatMap(violationsOf)) {
    const line = lines.get(template) ?? {
      severity,
      counts: { remediate: 0, notify: 0, exclude: 0, unchecked: 0 },
    };
    line.counts[fate] += 1;
    lines.set(template, line);
  }
  return [...lines]
    .map(([template, line]) => ({ template, ...line }))
    .sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
};

const summaryTable = (open: readonly OpenResource[]): string =>
  table([
    ['TEMPLATE', 'SEVERITY', 'WOULD BE CLOSED', 'ONLY REPORTED', 'EXCLUDED'],
    ...byTemplate(open).map(({ template, severity, counts }) => [
      template,
      severity,
      String(counts.remediate),
      String(counts.notify + counts.unchecked),
      String(counts.exclude),
    ]),
  ]);

const MOST_UNREAD = 5;

/** What could not be read, for people; goes to stderr. */
export const unreadText = ({ unread }: Survey): string =>
  [
    ...unread
      .slice(0, MOST_UNREAD)
      .map(({ account, region, what, error }) => `Not looked at: ${what} (${account} ${region}). ${error}`),
    ...(unread.length > MOST_UNREAD ? [`… and ${unread.length - MOST_UNREAD} more`] : []),
  ].join('\n');

/** One screen at most: how much was looked at, what is open under which template, what to do next. */
export const surveyText = (survey: Survey, sites: number, seconds: number): string => {
  const bad = survey.open.filter(isViolating).length;
  const took = `${seconds.toFixed(1)} s`;
  const looked = `Looked at ${counted(survey.seen, 'resource')}${sites === 1 ? '' : ` in ${counted(sites, 'place')}`} in ${took}; nothing was changed.`;
  if (survey.open.length === 0) return `${looked} None of them violates a template.`;
  const next =
    bad === 0
      ? 'Everything that violates is excluded.'
      : `${counted(bad, 'resource')} ${bad === 1 ? 'violates' : 'violate'}. To close what would be closed, with Drawbridge deployed: npx --no -- drawbridge sweep --apply`;
  return [resourcesText(survey.open) + summaryTable(survey.open), '', looked, next].join('\n');
};
